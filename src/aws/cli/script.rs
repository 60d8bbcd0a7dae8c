//! Several commands, of which each runs only if the one before it has succeeded.

use super::shell::Shell;

/// Joins commands to one text. After a failure the rest is skipped, whether the text is pasted or run as a file.
pub fn script(commands: &[String], shell: Shell) -> String {
    match shell {
        Shell::Sh => commands.join(" &&\n"),
        // `&&` would make one value of all outputs after an assignment. `$LASTEXITCODE` is that of the last program
        // (about_Automatic_Variables); assignments and blocks that are skipped do not change it.
        Shell::PowerShell => {
            let guarded = |(index, command): (usize, &String)| match index {
                0 => command.clone(),
                _ => format!("if ($LASTEXITCODE -eq 0) {{ {command} }}"),
            };
            commands.iter().enumerate().map(guarded).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Returns a command that runs `condition`, and then one of two scripts: the first if `condition` has succeeded.
pub fn if_succeeds(condition: &str, then: &[String], otherwise: &[String], shell: Shell) -> String {
    // No command contains a line break of its own: `quote` refuses them.
    let block = |commands: &[String]| format!("  {}", script(commands, shell).replace('\n', "\n  "));
    let (then, otherwise) = (block(then), block(otherwise));
    match shell {
        Shell::Sh => format!("if {condition}; then\n{then}\nelse\n{otherwise}\nfi"),
        Shell::PowerShell => {
            format!("{condition}\nif ($LASTEXITCODE -eq 0) {{\n{then}\n}} else {{\n{otherwise}\n}}")
        }
    }
}

/// Returns a command that runs `fallback` if `command` fails.
pub fn or_else(command: &str, fallback: &str, shell: Shell) -> String {
    match shell {
        Shell::Sh => format!("{{ {command} || {fallback}; }}"),
        Shell::PowerShell => format!("{command}; if ($LASTEXITCODE -ne 0) {{ {fallback} }}"),
    }
}
