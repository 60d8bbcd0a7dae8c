//! Credentials in commands of sh, csh, fish, PowerShell and cmd, also with the prompts of a terminal.

use super::CredentialsFormat;
use super::fields::Fields;
use super::printed::unquoted;
use zeroize::Zeroizing;

type Assignments = Vec<(String, Zeroizing<String>)>;

type Shell = (CredentialsFormat, fn(&str) -> Assignments);

/// The shells, in the order in which they are tried. sh is the last, because it would accept parts of the commands of
/// the others.
const SHELLS: &[Shell] = &[
    (CredentialsFormat::PowerShell, powershell),
    (CredentialsFormat::Cmd, cmd),
    (CredentialsFormat::Shell, sh),
];

/// Reads a text of commands, one or several per line. Returns `None` if no command sets a part of credentials.
pub fn read(text: &str) -> Option<Fields> {
    SHELLS.iter().find_map(|(format, assignments)| {
        let mut fields = Fields::new(*format);
        for command in text.lines().flat_map(|line| commands(without_prompt(line))) {
            for (name, value) in assignments(command) {
                fields.set(&name, &value);
            }
        }
        (!fields.is_empty()).then_some(fields)
    })
}

/// Removes the prompt before a command: `$ `, `PS C:\> `, `C:\>`, `user@host:~$ `. A comment of sh begins like the
/// prompt of root, so `# ` alone is not removed.
fn without_prompt(line: &str) -> &str {
    let line = line.trim();
    let is_drive = line.get(1..3) == Some(":\\");
    if line.starts_with("PS ") || line.starts_with("PS>") || is_drive {
        return line.split_once('>').map_or(line, |(_, command)| command.trim_start());
    }
    let own = ["$ ", "% ", "> ", ">> ", "❯ ", "➜ "].iter().find_map(|prompt| line.strip_prefix(prompt));
    let remote = ["$ ", "# ", "% "].iter().find_map(|end| {
        let (prompt, command) = line.split_once(end)?;
        (prompt.contains('@') && !prompt.contains('=')).then_some(command)
    });
    own.or(remote).unwrap_or(line).trim_start()
}

/// Splits a line into commands at `;`, `&` and `&&` outside of quotes. The character at the end that continues a line
/// is omitted.
pub fn commands(line: &str) -> Vec<&str> {
    let line = line.trim_end_matches(['\\', '`', '^']);
    let mut quote = None;
    let parted = line.split(move |c: char| match (quote, c) {
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), _) if open == c => {
            quote = None;
            false
        }
        _ => quote.is_none() && matches!(c, ';' | '&'),
    });
    parted.map(str::trim).filter(|command| !command.is_empty()).collect()
}

/// Reads `$Env:NAME = "value"`, `[Environment]::SetEnvironmentVariable("NAME", "value", …)`, `Set-Item Env:NAME
/// value`, `Set-AWSCredential -AccessKey …`.
fn powershell(command: &str) -> Assignments {
    // Nushell has a dot instead of the colon.
    const VARIABLES: &[&str] = &["$env:", "${env:", "$env."];
    if let Some(rest) = VARIABLES.iter().find_map(|start| after(command, start)) {
        let pair = rest.split_once('=');
        let name = |name: &str| name.trim().trim_end_matches('}').to_string();
        return one(pair.map(|(variable, value)| (name(variable), secret(unquoted(value)))));
    }
    const SETTER: &str = "::setenvironmentvariable(";
    let setter = command.to_ascii_lowercase().find(SETTER).map(|at| at + SETTER.len());
    if let Some(arguments) = setter.and_then(|start| command.get(start..)) {
        let mut arguments = arguments.trim_end_matches(')').split(',').map(unquoted);
        let pair = arguments.next().zip(arguments.next());
        return one(pair.map(|(name, value)| (name.to_string(), secret(value))));
    }
    const ITEMS: &[&str] = &["set-item ", "new-item ", "si ", "ni "];
    let is_item = ITEMS.iter().any(|start| after(command, start).is_some());
    if !is_item && after(command, "set-awscredential").is_none() {
        return Vec::new();
    }
    let words = words(command);
    if is_item {
        let mut words = words.iter().skip(1).filter(|word| !word.starts_with('-'));
        let name = words.next().and_then(|word| after(word, "env:"));
        let pair = name.zip(words.next());
        return one(pair.map(|(name, value)| (name.trim_start_matches('\\').to_string(), secret(value))));
    }
    let options = words.iter().zip(words.iter().skip(1));
    options.filter_map(|(name, value)| Some((name.strip_prefix('-')?.to_string(), secret(value)))).collect()
}

/// Reads `SET NAME=value`, `set "NAME=value"`, `setx NAME value`.
fn cmd(command: &str) -> Assignments {
    let Some((command, rest)) = command.split_once(char::is_whitespace) else { return Vec::new() };
    let rest = unquoted(rest);
    let pair = match command.to_ascii_lowercase().as_str() {
        // fish's `set` takes options and spaces, and is read by `sh` below.
        "set" if !rest.starts_with('-') => rest.split_once('='),
        "setx" => rest.split_once(char::is_whitespace),
        _ => None,
    };
    one(pair.map(|(name, value)| (name.trim().to_string(), secret(unquoted(value)))))
}

/// Reads `export NAME=value NAME=value`, the same without `export`, the options of `docker run -e`, fish's `set -gx
/// NAME value`, csh's `setenv NAME value`.
fn sh(command: &str) -> Assignments {
    // fish's `and`
    let words = words(command.strip_prefix("and ").unwrap_or(command));
    if let Some("set" | "setenv") = words.first().map(|word| word.as_str()) {
        let mut words = words.iter().skip(1).filter(|word| !word.starts_with('-'));
        let pair = words.next().zip(words.next());
        return one(pair.map(|(name, value)| (name.to_string(), secret(value))));
    }
    let assigned = words.iter().filter_map(|word| word.split_once('='));
    // `docker run -eNAME=value --env=NAME=value`
    let assigned = assigned.filter_map(|(name, value)| match name {
        "--env" | "-e" => value.split_once('='),
        name => Some((name.strip_prefix("-e").unwrap_or(name), value)),
    });
    let named = assigned.filter(|(name, _)| name.starts_with("AWS_"));
    named.map(|(name, value)| (name.to_string(), secret(value))).collect()
}

fn words(command: &str) -> Vec<Zeroizing<String>> {
    shlex::split(command).unwrap_or_default().into_iter().map(Zeroizing::new).collect()
}

fn one(pair: Option<(String, Zeroizing<String>)>) -> Assignments {
    pair.into_iter().collect()
}

/// Returns the text after `start`, which is compared without regard to case.
fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

fn secret(value: &str) -> Zeroizing<String> {
    Zeroizing::new(value.to_string())
}
