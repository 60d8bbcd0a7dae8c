//! Path configuration files (Python's documentation of the `site` module): each line of a .pth file in
//! site-packages adds a folder to `sys.path`, or is executed. Lambda does not read them in `/var/task`.

/// A line that has an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A folder, absolute or relative to the folder of the file.
    Folder(&'a str),
    /// Code: it starts with `import`, and is executed when Python starts.
    Code(&'a str),
}

pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| {
        match line.starts_with("import ") || line.starts_with("import\t") {
            true => Line::Code(line.trim_end()),
            false => Line::Folder(line.trim_end()),
        }
    })
}

/// The functions that a `.start` file calls when Python starts, since 3.15 (PEP 829):
/// `package.module:function`.
pub fn entry_points(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The modules that a line of code imports first: `import a; a.install()`.
pub fn imported(code: &str) -> impl Iterator<Item = &str> {
    let names = code.trim_start_matches("import").split(';').next().unwrap_or_default();
    names.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines() {
        let check = |text: &str, expected: &[Line]| {
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
        };
        check("/home/me/src\n", &[Line::Folder("/home/me/src")]);
        check("# no\n\n  \nwin32\r\nwin32\\lib\r\n", &[Line::Folder("win32"), Line::Folder("win32\\lib")]);
        check("\u{feff}import a; a.b()\n", &[Line::Code("import a; a.b()")]);
        check("importlib", &[Line::Folder("importlib")]);
        assert_eq!(entry_points("# no\n\n a.b:c \r\nd:e").collect::<Vec<_>>(), ["a.b:c", "d:e"]);
        assert_eq!(imported("import a, b; c").collect::<Vec<_>>(), ["a", "b"]);
    }
}
