//! Files that nobody writes by hand, and the finding for each. They are used natively and through the
//! boundary.

use super::elf::elf;

/// A name, the bytes of a file, and the code of a finding that it yields, or `""` if no finding is
/// expected.
pub type Hostile = (&'static str, Vec<u8>, &'static str);

/// Contents of the module with the handler.
pub fn sources() -> Vec<Hostile> {
    let works = "\ndef handler(event, context): pass\n";
    let with = |start: &[u8]| [start, works.as_bytes()].concat();
    let blocks: String = (0..5000).map(|depth| format!("{}if x:\n", " ".repeat(depth % 400))).collect();
    vec![
        ("open brackets", "(".repeat(1 << 20).into(), "source-unchecked"),
        (
            "closed brackets",
            format!("{}{}", "[".repeat(1 << 18), "]".repeat(1 << 18)).into(),
            "source-unchecked",
        ),
        ("f-strings", "f'{".repeat(1 << 17).into(), "source-unchecked"),
        ("unary operators", format!("x = {}1", "-".repeat(1 << 19)).into(), "source-unchecked"),
        ("nots", format!("x = {}1", "not ".repeat(1 << 17)).into(), "source-unchecked"),
        ("lambdas", format!("x = {}1", "lambda: ".repeat(1 << 16)).into(), "source-unchecked"),
        ("powers", format!("x = {}1", "1 ** ".repeat(1 << 16)).into(), "source-unchecked"),
        ("conditionals", format!("x = {}1", "1 if x else ".repeat(1 << 15)).into(), "source-unchecked"),
        ("attributes", format!("x = {}b", "a.".repeat(1 << 18)).into(), "source-unchecked"),
        ("calls", format!("x = a{}", "()".repeat(1 << 18)).into(), "source-unchecked"),
        ("one line of ifs", format!("{}pass", "if x: ".repeat(1 << 15)).into(), "source-unchecked"),
        ("indentation", blocks.into(), "source-unchecked"),
        // The nesting continues after a comma, a line or a colon.
        ("lambdas of two", format!("x = {}1\n", "lambda a,b: ".repeat(1200)).into(), "source-unchecked"),
        (
            "lambdas with defaults",
            format!("x = {}1\n", "lambda a=b,c=d: ".repeat(1200)).into(),
            "source-unchecked",
        ),
        (
            "lambdas in defaults",
            format!("x = {}1{}\n", "lambda a,b=".repeat(1200), ": 1".repeat(1200)).into(),
            "source-unchecked",
        ),
        (
            "lambdas in an open bracket",
            format!("x = ({}", "lambda a;b: ".repeat(1200)).into(),
            "source-unchecked",
        ),
        ("products of matrices", format!("x = (a\n{})\n", "@a\n".repeat(1200)).into(), "source-unchecked"),
        ("sums on lines", format!("x = (a\n{})\n", "+a\n".repeat(1200)).into(), "source-unchecked"),
        ("lambdas on lines", format!("x = ({}1)", "lambda:\na or ".repeat(5000)).into(), "source-unchecked"),
        ("slices on lines", format!("x = ({}1)", "a[1:\nb or ".repeat(5000)).into(), "source-unchecked"),
        ("nots on lines", format!("x = ({}1)", "not\n".repeat(5000)).into(), "source-unchecked"),
        ("choices on lines", format!("x = ({}1)", "1 if x else\n".repeat(5000)).into(), "source-unchecked"),
        // Long, but not deep.
        ("a long list", with(format!("x = [{}]", "lambda a, b: a,\n".repeat(20_000)).as_bytes()), ""),
        ("a long table", with(format!("x = {{{}}}", "1: a or b,\n".repeat(20_000)).as_bytes()), ""),
        ("many arguments", with(format!("x = f({})", "a=lambda b, c=1: b,\n".repeat(20_000)).as_bytes()), ""),
        // The maximum depth that is still processed: the stack must be large enough for it.
        ("deep lambdas of two", with(format!("x = {}1", "lambda a,b: ".repeat(390)).as_bytes()), ""),
        ("deep conditionals", with(format!("x = {}1", "1 if x else ".repeat(190)).as_bytes()), ""),
        ("deep lambdas", with(format!("x = {}1", "lambda: ".repeat(390)).as_bytes()), ""),
        ("deep nots", with(format!("x = {}1", "not ".repeat(390)).as_bytes()), ""),
        ("deep attributes", with(format!("x = a{}", ".b".repeat(390)).as_bytes()), ""),
        ("deep calls", with(format!("x = a{}", "()".repeat(190)).as_bytes()), ""),
        (
            "deep choices",
            with(format!("x = {}1{}", "(a and b or ".repeat(70), ")".repeat(70)).as_bytes()),
            "",
        ),
        (
            "deep blocks",
            with(
                (0..70)
                    .map(|depth| format!("{}if x:\n", " ".repeat(depth)))
                    .chain([format!("{}x\n", " ".repeat(70))])
                    .collect::<String>()
                    .as_bytes(),
            ),
            "",
        ),
        ("10 MB in one line", format!("x = '{}'", "x".repeat(10 << 20)).into(), "source-unchecked"),
        ("1 MB of strings", with(format!("x = (\n{})", "'a'\n".repeat(200_000)).as_bytes()), ""),
        ("1 MB of continued lines", with("\\\n".repeat(500_000).as_bytes()), ""),
        ("50,000 imports", with("import a, b\n".repeat(50_000).as_bytes()), "import-missing"),
        ("a long module", with(format!("import {}x", "a.".repeat(300)).as_bytes()), "import-missing"),
        ("many dots", with(b"from ............................ import x"), "import-missing"),
        ("NUL", with(b"x = 1\0"), "syntax-error"),
        ("only NUL", vec![0; 4096], "syntax-error"),
        ("not UTF-8", with(b"x = '\xff\xfe\xfd'"), "syntax-error"),
        ("UTF-16", b"\xff\xfex\x00=\x001\x00".to_vec(), "syntax-error"),
        ("a surrogate", with(b"x = '\xed\xa0\x80'"), "syntax-error"),
        ("an unknown encoding", with(b"# coding: klingon\n"), "syntax-error"),
        ("an encoding that is no text", with(b"# coding: rot13\n"), "syntax-error"),
        (
            "an encoding without end",
            with(&[b"# coding: ", "a".repeat(1 << 18).as_bytes(), b"\n"].concat()),
            "syntax-error",
        ),
        ("an encoding and a mark", with(b"\xef\xbb\xbf# coding: latin-1\n"), "syntax-error"),
        ("Latin-1", with(b"# coding: latin-1\nx = '\xff'"), ""),
        ("ASCII that is not", with(b"# coding: ascii\nx = '\xff'"), "syntax-error"),
        (
            "old Macs' line ends",
            b"x = 1\rimport yaml\rdef handler(event, context): pass\r".to_vec(),
            "import-missing",
        ),
        ("a stray backslash", with(b"x = \\"), "syntax-error"),
        ("an open string", b"x = '''".to_vec(), "syntax-error"),
        ("private characters", with("\u{e000}\u{10ffff} = 1".as_bytes()), "syntax-error"),
    ]
}

/// Contents of a library.
pub fn libraries() -> Vec<Hostile> {
    let good = || elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.34").padding(64).bytes();
    let with = |changes: &[(usize, &[u8])]| {
        let mut bytes = good();
        for (at, change) in changes {
            bytes[*at..*at + change.len()].copy_from_slice(change);
        }
        bytes
    };
    // Offsets in the file header, and of the second program header, which is for the dynamic section.
    const PROGRAM_HEADERS: usize = 32;
    const NUMBER: usize = 56;
    const DYNAMIC: usize = 64 + 56;
    let most = [0xff; 8];
    vec![
        ("a good one", good(), ""),
        ("its magic", b"\x7fELF".to_vec(), "native-not-elf"),
        ("half a header", good()[..40].to_vec(), "native-not-elf"),
        ("program headers cut off", good()[..100].to_vec(), "native-not-elf"),
        ("program headers far away", with(&[(PROGRAM_HEADERS, &most)]), "native-not-elf"),
        (
            "program headers at the end of numbers",
            with(&[(PROGRAM_HEADERS, &(u64::MAX - 8).to_le_bytes())]),
            "native-not-elf",
        ),
        ("65,535 program headers", with(&[(NUMBER, &[0xff, 0xff])]), "native-not-elf"),
        ("program headers of no size", with(&[(NUMBER - 2, &[0, 0])]), "native-not-elf"),
        ("a dynamic section far away", with(&[(DYNAMIC + 8, &most)]), "native-not-elf"),
        ("a dynamic section without end", with(&[(DYNAMIC + 32, &most)]), "native-not-elf"),
        ("all but the first bytes set", with(&[(16, &[0xff; 48])]), "native-wrong-architecture"),
        ("zeros", [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 1 << 20]].concat(), "native-wrong-architecture"),
        ("ones", [b"\x7fELF\x02\x01\x01".as_slice(), &[0xff; 1 << 20]].concat(), "native-wrong-architecture"),
        ("big-endian", with(&[(5, &[2])]), "native-wrong-architecture"),
        ("32-bit", with(&[(4, &[1])]), "native-wrong-architecture"),
        ("no class", with(&[(4, &[0])]), "native-wrong-architecture"),
    ]
}
