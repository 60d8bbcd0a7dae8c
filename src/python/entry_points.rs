//! Entry points (specification "Entry points") and the scripts that installers make of them.

use super::ini;

/// A console or GUI script: `name = module:attribute`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub name: String,
    pub module: String,
    pub attribute: String,
}

/// Reads the scripts of entry_points.txt, and the lines that cannot be made into a script.
pub fn scripts(text: &str) -> (Vec<Script>, Vec<String>) {
    let mut scripts = Vec::new();
    let mut invalid = Vec::new();
    for (section, name, reference) in ini::lines(text) {
        if !matches!(section, "console_scripts" | "gui_scripts") {
            continue;
        }
        match script(name, reference) {
            Some(script) => scripts.push(script),
            None => invalid.push(format!("{name} = {reference}")),
        }
    }
    (scripts, invalid)
}

/// Whether there are entry points other than scripts. Other code looks these up at run time.
pub fn has_plugins(text: &str) -> bool {
    ini::lines(text).any(|(section, _, _)| !matches!(section, "" | "console_scripts" | "gui_scripts"))
}

fn script(name: &str, reference: &str) -> Option<Script> {
    // "Extras for an entry point are still parsed, but have no effect."
    let reference = reference.split('[').next()?.trim();
    let (module, attribute) = reference.split_once(':')?;
    let (module, attribute) = (module.trim(), attribute.trim());
    let dotted = |path: &str| path.split('.').all(is_identifier);
    // A name becomes a file in bin/, so it must not lead to another folder.
    let name_is_safe = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
    (name_is_safe && dotted(module) && dotted(attribute)).then(|| Script {
        name: name.to_string(),
        module: module.to_string(),
        attribute: attribute.to_string(),
    })
}

fn is_identifier(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && characters.all(|c| c == '_' || c.is_alphanumeric())
}

impl Script {
    /// The script's text, as pip writes it.
    pub fn text(&self, interpreter: &str) -> String {
        let Script { module, attribute, .. } = self;
        let import = attribute.split('.').next().unwrap_or(attribute);
        format!(
            "#!{interpreter}\n\
             # -*- coding: utf-8 -*-\n\
             import re\n\
             import sys\n\
             from {module} import {import}\n\
             if __name__ == '__main__':\n    \
             sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n    \
             sys.exit({attribute}())\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str, &str)], invalid: usize) {
        let (found, bad) = scripts(text);
        let found: Vec<_> =
            found.iter().map(|s| (s.name.as_str(), s.module.as_str(), s.attribute.as_str())).collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(bad.len(), invalid, "{text}: {bad:?}");
    }

    #[test]
    fn tells_plugins() {
        assert!(has_plugins("[console_scripts]\na = b:c\n[pytest11]\nx = y:z\n"));
        assert!(!has_plugins("[console_scripts]\na = b:c\n[gui_scripts]\nd = e:f\n"));
        assert!(!has_plugins("[pytest11]\n"));
    }

    #[test]
    fn reads_scripts() {
        check("[console_scripts]\nhttpx = httpx:main\n", &[("httpx", "httpx", "main")], 0);
        check(
            "[console_scripts]\na=b.c:d.e [cli]\n; no\n[gui_scripts]\ng = h : i",
            &[("a", "b.c", "d.e"), ("g", "h", "i")],
            0,
        );
        check("[pytest11]\nx = y:z\n", &[], 0);
        check("[console_scripts]\n../evil = os:system\nx = os\ny = a b:c\nz = a:b;c", &[], 4);
        check("", &[], 0);
    }
}
