//! Shells, and how words are quoted for them.

use crate::aws::problem::Problem;
use serde::Deserialize;

/// The shell that commands are pasted into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// POSIX sh, and what understands it: bash, zsh.
    #[default]
    Sh,
    /// PowerShell 7.3 or newer.
    PowerShell,
}

/// Quotes a word so that the shell takes it as it is.
///
/// # Errors
/// `name-unquotable`: a word with a character that no shell takes.
pub fn quote(word: &str, shell: Shell) -> Result<String, Problem> {
    let refused = || {
        let hint = "Rename it";
        Problem::new("name-unquotable", format!("{word:?} cannot be used on a command line"), hint)
    };
    if word.chars().any(|c| c.is_control()) {
        return Err(refused());
    }
    match shell {
        Shell::Sh => shlex::try_quote(word).map(|quoted| quoted.into_owned()).map_err(|_| refused()),
        // about_Quoting_Rules: single quotes take all but themselves, which are doubled; typographic
        // ones end a string too. Double quotes inside are for the program: PowerShell 7.3 passes them on.
        Shell::PowerShell => {
            let is_plain =
                word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:=".contains(&b)) && !word.is_empty();
            if is_plain {
                return Ok(word.to_string());
            }
            let mut quoted = String::from("'");
            for c in word.chars() {
                quoted.push(c);
                if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
                    quoted.push(c);
                }
            }
            Ok(quoted + "'")
        }
    }
}
