//! Runs other programs, with errors that state which program failed and what to do.

use std::{
    ffi::OsStr,
    io::{ErrorKind, Write as _},
    process::{Command, Output, Stdio},
};

use anyhow::{Context as _, Result, bail};

use crate::paths;

/// Returns a command that runs in the root of the repository.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// Returns the command as it is typed in a shell.
pub fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| {
            let word = word.to_string_lossy();
            if word.contains([' ', '"', '\'', '[', '$']) { format!("'{word}'") } else { word.into_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs the command with its output shown.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    std::io::stdout().flush()?;
    let status = command.status().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("`{}` failed with {status}", line(command));
    }
    Ok(())
}

/// Runs the command and returns what it printed; nothing is shown.
pub fn read(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed with {}: {}", line(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether the command runs and succeeds; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok_and(|output| output.status.success())
}

/// Runs the command with `input` on its standard input; its output is shown.
pub fn run_with_input(command: &mut Command, input: &str) -> Result<()> {
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| not_started(command, error))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(input.as_bytes())
            .with_context(|| format!("`{}` did not read its input", line(command)))?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed with {status}", line(command));
    }
    Ok(())
}

fn output(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().map_err(|error| not_started(command, error))
}

fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => {
            anyhow::anyhow!("\"{program}\" is not installed, or not on the PATH")
        }
        _ => anyhow::anyhow!("\"{program}\" cannot be started: {error}"),
    }
}
