//! Shells, and how words are quoted for them.

use crate::aws::request_error::RequestError;
use serde::Deserialize;

/// The shell that commands are pasted into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// POSIX sh, and compatible shells such as bash and zsh.
    #[default]
    Sh,
    /// PowerShell 7.3 or newer.
    PowerShell,
}

/// Quotes a word so that the shell passes it on unchanged.
///
/// # Errors
/// `name-unquotable`: the word contains a character that no shell accepts.
pub fn quote(word: &str, shell: Shell) -> Result<String, RequestError> {
    let refused = || {
        let hint = "Rename it";
        RequestError::new("name-unquotable", format!("{word:?} cannot be used on a command line"), hint)
    };
    if word.chars().any(|c| c.is_control()) {
        return Err(refused());
    }
    match shell {
        Shell::Sh => shlex::try_quote(word).map(|quoted| quoted.into_owned()).map_err(|_| refused()),
        // about_Quoting_Rules: between single quotes, all characters are literal except single quotes, which are
        // doubled. Typographic single quotes end a string too. Double quotes inside are for the program: PowerShell
        // 7.3 passes them on.
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
