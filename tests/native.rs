//! Findings about native libraries, and that a repaired package has none.

use crate::support;

use crate::support::disk::{Scratch, Tools};
use crate::support::elf::{AARCH64, Elf, Strings, elf, mach_o, pe};
use crate::support::natives::{function, natives};
use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{dropped, target};
use wheelpress::target::{Architecture, Target};

const OWN: &str = "m.cpython-313-x86_64-linux-gnu.so";

/// Checks that the same files have the same findings when they are loose, in an existing zip (deflated
/// and stored), and in a wheel.
#[track_caller]
fn check_for(target: &Target, files: &[(&str, Vec<u8>)], expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|line| line.to_string()).collect();
    assert_eq!(natives(function(files), target), expected, "loose");
    let mut byte_by_byte = function(files);
    byte_by_byte.store.byte_by_byte = true;
    assert_eq!(natives(byte_by_byte, target), expected, "byte by byte");
    for method in
        [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored, zip::CompressionMethod::Bzip2]
    {
        let entries: Vec<_> =
            files.iter().map(|(path, bytes)| entry(path, bytes.clone()).mode(0o755).method(method)).collect();
        let drop = dropped("function.zip", zip(&entries));
        assert_eq!(natives(drop, target), expected, "{method:?}");
    }
    let built = files.iter().fold(wheel("lib", "1.0", "py3-none-any"), |wheel, (path, bytes)| {
        wheel.entry(entry(path, bytes.clone()).mode(0o755))
    });
    let found = natives(dropped(built.filename(), built.bytes()), target);
    let codes = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| line.split(' ').nth(1).unwrap_or_default().to_string()).collect()
    };
    assert_eq!(codes(&found), codes(&expected), "in a wheel");
}

#[track_caller]
fn check(files: &[(&str, Vec<u8>)], expected: &[&str]) {
    check_for(&target("python3.13"), files, expected);
}

fn good() -> Vec<u8> {
    elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.34").bytes()
}

#[test]
fn good_libraries_are_silent() {
    check(&[(OWN, good())], &[]);
    check(&[("a/m.abi3.so", good()), ("a/n.so", good()), ("lib/libx.so.1", good())], &[]);
    check(&[("bin/tool", elf().interpreter("/lib64/ld-linux-x86-64.so.2").bytes())], &[]);
    let cpp = elf().needs("libstdc++.so.6").version("libstdc++.so.6", "GLIBCXX_3.4.29");
    check(&[(OWN, cpp.clone().version("libstdc++.so.6", "CXXABI_1.3.13").bytes())], &[]);
    let arm = Target { architecture: Architecture::Arm64, ..target("python3.13") };
    let name = "m.cpython-313-aarch64-linux-gnu.so";
    check_for(&arm, &[(name, elf().machine(AARCH64).needs("ld-linux-aarch64.so.1").bytes())], &[]);
}

#[test]
fn architectures() {
    let arm = || elf().machine(AARCH64).bytes();
    check(&[("m.abi3.so", arm())], &["error native-wrong-architecture m.abi3.so"]);
    check(&[("bin/tool", arm())], &["error native-wrong-architecture bin/tool"]);
    check(&[("lib/libx.so", elf().machine(3).bytes())], &["error native-wrong-architecture lib/libx.so"]);
    let arm64 = Target { architecture: Architecture::Arm64, ..target("python3.13") };
    check_for(&arm64, &[(OWN, good())], &[&format!("error native-wrong-architecture {OWN}")]);
    // Of the libraries for several platforms, one fits the target.
    check(&[("a/x64/libx.so", good()), ("a/arm/libx.so", arm())], &[]);
    check(&[("a/liby.so", good()), ("a/libx.so", arm())], &["warning native-wrong-architecture a/libx.so"]);
    let variants = |name: &str| {
        check(
            &[
                ("rt/linux_x86_64/runtime.so", good()),
                (&format!("rt/linux_aarch64/{name}.so"), arm()),
                (&format!("rt/windows_x86_64/{name}.pyd"), pe()),
                (&format!("rt/darwin_arm64/{name}.so"), mach_o()),
            ],
            match name {
                "runtime" => &[],
                _ => &[
                    "error native-not-elf rt/darwin_arm64/other.so",
                    "error native-wrong-architecture rt/linux_aarch64/other.so",
                ],
            },
        );
    };
    variants("runtime");
    variants("other");
    check(&[("d/attach_linux_amd64.so", good()), ("d/attach_linux_x86.so", elf().machine(3).bytes())], &[]);
}

#[test]
fn other_systems() {
    let darwin = "m.cpython-313-darwin.so";
    check(&[(darwin, mach_o())], &[&format!("error native-not-elf {darwin}")]);
    check(&[("m.abi3.so", mach_o())], &["error native-not-elf m.abi3.so"]);
    check(&[("m.cp313-win_amd64.pyd", pe())], &["error native-not-elf m.cp313-win_amd64.pyd"]);
    check(&[("a/x.dll", pe())], &["warning native-not-elf a/x.dll"]);
    check(
        &[("a/m.so", b"version https://git-lfs.github.com/spec/v1\n".repeat(3))],
        &["error native-not-elf a/m.so"],
    );
    check(&[("a/m.so", good()[..100].to_vec())], &["error native-not-elf a/m.so"]);
    check(&[("a/x.dll", pe()), ("a/libx.dylib", mach_o()), ("a/libx.so", good())], &[]);
    check(&[(darwin, mach_o()), (OWN, good())], &[]);
    // Python imports the source file instead.
    check(
        &[(darwin, mach_o()), ("m.py", b"x = 1\n".to_vec())],
        &[&format!("warning native-not-elf {darwin}")],
    );
    // Linker scripts.
    check(&[("lib/libx.so", b"INPUT(libx.so.1)\n".repeat(9))], &[]);
}

#[test]
fn pythons() {
    let of = |tag: &str| format!("m.{tag}.so");
    for tag in [
        "cpython-311-x86_64-linux-gnu",
        "cpython-313t-x86_64-linux-gnu",
        "cpython-313-aarch64-linux-gnu",
        "pypy310-pp73-x86_64-linux-gnu",
    ] {
        check(&[(&of(tag), good())], &[&format!("error native-wrong-python {}", of(tag))]);
    }
    check(&[(&of("cpython-311-x86_64-linux-gnu"), good()), (OWN, good())], &[]);
    let older = "a/m.cpython-311-x86_64-linux-gnu.so";
    check(
        &[(older, good()), ("a/m.py", b"x = 1\n".to_vec())],
        &[&format!("warning native-wrong-python {older}")],
    );
    let eleven = target("python3.11");
    check_for(&eleven, &[(&of("cpython-311-x86_64-linux-gnu"), elf().bytes())], &[]);
}

#[test]
fn musl() {
    let error = |path: &str| format!("error native-musl {path}");
    check(&[("m.so", elf().needs("libc.musl-x86_64.so.1").bytes())], &[&error("m.so")]);
    check(&[("m.so", elf().needs("libc.so").bytes())], &[&error("m.so")]);
    let named = "m.cpython-313-x86_64-linux-musl.so";
    check(&[(named, elf().bytes())], &[&error(named)]);
    let tool = elf().interpreter("/lib/ld-musl-x86_64.so.1").bytes();
    check(&[("bin/tool", tool)], &[&error("bin/tool")]);
}

#[test]
fn symbol_versions() {
    let needs = |library: &str, version: &str| elf().needs(library).version(library, version).bytes();
    let error = &["error native-glibc-too-new m.so"];
    check(&[("m.so", needs("libc.so.6", "GLIBC_2.35"))], error);
    check(&[("m.so", needs("libstdc++.so.6", "GLIBCXX_3.4.30"))], error);
    check(&[("m.so", needs("libstdc++.so.6", "CXXABI_1.3.14"))], error);
    check(&[("m.so", needs("libc.so.6", "GLIBC_ABI_DT_RELR"))], error);
    check(&[("m.so", elf().needs("libc.so.6").weak_version("libc.so.6", "GLIBC_2.99").bytes())], &[]);
    let older = target("python3.11");
    check_for(&older, &[("m.so", needs("libc.so.6", "GLIBC_2.27"))], error);
    check_for(&older, &[("m.so", needs("libc.so.6", "GLIBC_2.26"))], &[]);
    // An RPATH is searched before the image's libraries. A RUNPATH and the folder lib are searched after
    // them.
    let own = ("lib/libstdc++.so.6", elf().soname("libstdc++.so.6").bytes());
    let newer = || elf().needs("libstdc++.so.6").version("libstdc++.so.6", "GLIBCXX_3.4.32");
    check(&[own.clone(), ("m.so", newer().rpath("$ORIGIN/lib").bytes())], &[]);
    check(&[own.clone(), ("m.so", newer().runpath("$ORIGIN/lib").bytes())], error);
    check(&[own, ("m.so", newer().bytes())], error);
    // It is not certain that these are loaded.
    let newest = || elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.38");
    let tool = newest().interpreter("/lib64/ld-linux-x86-64.so.2").bytes();
    check(&[("bin/tool", tool)], &["warning native-glibc-too-new bin/tool"]);
    check(&[("a/libx.so", newest().bytes())], &["warning native-glibc-too-new a/libx.so"]);
    check(
        &[("m.so", elf().needs("libx.so").runpath("$ORIGIN/a").bytes()), ("a/libx.so", newest().bytes())],
        &["error native-glibc-too-new a/libx.so"],
    );
}

#[test]
fn missing_libraries() {
    let module = |library: &str| ("a/m.so", elf().needs("libc.so.6").needs(library).bytes());
    let error = &["error native-missing-library a/m.so"];
    check(&[module("libGL.so.1")], error);
    check(&[module("libGL.so.1"), ("lib/libGL.so.1", good())], &[]);
    check(&[module("libcrypt.so.1")], error);
    check_for(&target("python3.11"), &[("a/m.so", elf().needs("libcrypt.so.1").bytes())], &[]);
    check(&[module("libexpat.so.1")], &["warning native-missing-library a/m.so"]);
    check(&[module("libpython3.13.so.1.0")], &[]);
    check(&[module("libpython3.12.so.1.0")], error);
    let found = ("a/m.so", elf().needs("libx.so").rpath("$ORIGIN/../x.libs").bytes());
    check(&[found.clone(), ("x.libs/libx.so", good())], &[]);
    check(
        &[found.clone(), ("x.libs/libx.so", elf().needs("libGL.so.1").bytes())],
        &["error native-missing-library x.libs/libx.so"],
    );
    // Nothing imports this library, so it may never be loaded.
    check(
        &[("x.libs/libx.so", elf().needs("libGL.so.1").bytes())],
        &["warning native-missing-library x.libs/libx.so"],
    );
    // Two modules that lack the same library yield one finding. Two that lack different libraries yield
    // two.
    check(&[module("libGL.so.1"), ("a/n.so", elf().needs("libGL.so.1").bytes())], error);
    check(
        &[module("libGL.so.1"), ("a/n.so", elf().needs("libX.so.1").bytes())],
        &["error native-missing-library a/m.so", "error native-missing-library a/n.so"],
    );
}

/// Files that the loader refuses, as an extension module and as a needed library. No finding if nothing
/// needs them.
#[test]
fn what_the_loader_refuses() {
    let refused = |bytes: Vec<u8>, words: &str| {
        check(&[("a/m.so", bytes.clone())], &["error native-not-elf a/m.so"]);
        let needs = ("a/m.so", elf().needs("libx.so.1").bytes());
        let files = [needs, ("lib/libx.so.1", bytes)];
        check(&files, &["error native-not-elf lib/libx.so.1"]);
        let findings = function(&files).plan_for(&target("python3.13")).findings;
        assert!(findings.iter().any(|finding| finding.message.contains(words)), "{words}: {findings:#?}");
    };
    refused(good()[..good().len() - 10].to_vec(), "cut short");
    refused(good()[..100].to_vec(), "outside");
    refused(Elf { skew: 8, ..elf() }.bytes(), "misaligned");
    refused(Elf { alignment: 8, ..elf() }.bytes(), "not aligned to pages");
    refused(Elf { has_dynamic: false, ..elf() }.bytes(), "no dynamic section");
    refused(Elf { kind: 2, ..elf() }.bytes(), "a program");
    refused(Elf { kind: 1, ..elf() }.bytes(), "not linked");
    refused(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 84\n".to_vec(),
        "pointer of Git LFS",
    );
    refused(b"libx.so.1.2.3".to_vec(), "link to \"libx.so.1.2.3\"");
    refused(b"../lib/libx.so.1.2\n".to_vec(), "link to \"../lib/libx.so.1.2\"");
    refused(b"nothing of the kind at all\n".repeat(20), "no ELF file");
    refused(Vec::new(), "is empty");
    refused(b"\n<!DOCTYPE HTML><html><body>Not found</body></html>\n".to_vec(), "a web page");
    // A present-day program, which is position-independent, and the output of `objcopy
    // --only-keep-debug`.
    refused(Elf { flags_1: Some(0x0800_0000), ..elf() }.bytes(), "a program");
    check(&[("a/m.so", Elf { flags_1: Some(1), ..elf() }.bytes())], &[]);
    let with = |at: usize, bytes: &[u8]| {
        let mut library = good();
        library[at..at + bytes.len()].copy_from_slice(bytes);
        library
    };
    const DYNAMIC: usize = 64 + 56;
    refused(with(DYNAMIC + 32, &[0; 8]), "no dynamic section");
    refused(with(7, &[9]), "ELF file OS ABI invalid");
    refused(with(8, &[1]), "ELF file ABI version invalid");
    refused(with(12, &[1]), "nonzero padding in e_ident");
    // A larger page size is fine, and programs are loaded in another way.
    check(&[("bin/tool", with(7, &[9]))], &[]);
    check(&[("a/m.so", Elf { alignment: 0x10000, ..elf() }.bytes())], &[]);
    check(&[("bin/tool", Elf { kind: 2, has_dynamic: false, ..elf() }.bytes())], &[]);
    // Nothing needs this file. A placeholder for a file that was to be fetched is reported all the same.
    check(&[("lib/libx.so", b"libx.so.1".to_vec()), ("lib/libx.so.1", good())], &[]);
    check(
        &[(
            "lib/libx.so",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 84\n".to_vec(),
        )],
        &["warning native-not-elf lib/libx.so"],
    );
    // The loader does not accept a linker script in the place of a library.
    let script = b"/* GNU ld script */ INPUT(libx.so.1)\n".repeat(3);
    check(
        &[("a/m.so", elf().needs("libx.so").bytes()), ("lib/libx.so", script)],
        &["error native-not-elf lib/libx.so"],
    );
}

/// A library inherits the RPATH of the file that loads it, whatever file that is.
#[test]
fn an_rpath_is_inherited_from_any_file() {
    let one = || ("libs/libone.so", elf().needs("libtwo.so").bytes());
    let two = || ("libs/libtwo.so", good());
    let program =
        |path: Elf| ("bin/tool", path.needs("libone.so").interpreter("/lib64/ld-linux-x86-64.so.2").bytes());
    check(&[program(elf().rpath("$ORIGIN/../libs")), one(), two()], &[]);
    let lost = ["error native-missing-library libs/libone.so"];
    let warned = ["warning native-missing-library libs/libone.so"];
    check(&[program(elf().runpath("$ORIGIN/../libs")), one(), two()], &warned);
    check(&[("libs/libzero.so", elf().needs("libone.so").rpath("$ORIGIN").bytes()), one(), two()], &[]);
    check(&[("a/m.so", elf().needs("libone.so").rpath("$ORIGIN/../libs").bytes()), one(), two()], &[]);
    check(&[("a/m.so", elf().needs("libone.so").runpath("$ORIGIN/../libs").bytes()), one(), two()], &lost);
}

/// The contents of a layer are unknown.
#[test]
fn layers_may_have_libraries() {
    let drop = || function(&[("a/m.so", elf().needs("libGL.so.1").bytes())]);
    let with_layer = Target { layers_unzipped_size: 1000, ..target("python3.13") };
    assert_eq!(natives(drop(), &target("python3.13")), ["error native-missing-library a/m.so"]);
    assert_eq!(natives(drop(), &with_layer), ["warning native-missing-library a/m.so"]);
    let plan = drop().plan_for(&with_layer);
    assert!(plan.findings.iter().any(|one| one.hint.as_deref().is_some_and(|hint| hint.contains("layer"))));
}

/// A library that is the only native file of its distribution and has a similar name is loaded by ctypes
/// on import.
#[test]
fn libraries_of_ctypes() {
    let check = |name: &str, files: &[&str], severity: &str| {
        let tag = "py3-none-manylinux_2_17_x86_64";
        let needs = || elf().needs("libgomp.so.1").bytes();
        let wheel = files.iter().fold(wheel(name, "1.0", tag), |wheel, path| wheel.file(path, needs()));
        let found = natives(dropped(wheel.filename(), wheel.bytes()), &target("python3.13"));
        assert!(found.iter().all(|one| one.starts_with(severity)) && !found.is_empty(), "{found:?}");
    };
    check("lightgbm", &["lightgbm/lib/lib_lightgbm.so"], "error native-missing-library");
    check("two", &["two/lib/libtwo.so", "two/lib/libtwo_more.so"], "warning native-missing-library");
    check("other", &["other/lib/libx.so"], "warning native-missing-library");
}

#[test]
fn one_finding_a_distribution() {
    let tag = "cp313-cp313-manylinux_2_17_x86_64";
    let files = |wheel: support::wheel::Wheel, count: usize| {
        (0..count).fold(wheel, |wheel, number| wheel.file(&format!("{number}/m.so"), good_arm()))
    };
    let (one, two) =
        (files(wheel("one", "1.0", tag), 9), wheel("two", "2.0", tag).file("two.so", good_arm()));
    let drop = dropped(one.filename(), one.bytes()).and(two.filename(), two.bytes());
    let plan = drop.plan();
    let messages: Vec<&str> = plan
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == "native-wrong-architecture")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "\"0/m.so\" of \"one\" 1.0 is built for arm64, the target is x86_64; 8 more files have the same fault",
            "\"two.so\" of \"two\" 2.0 is built for arm64, the target is x86_64",
        ]
    );
}

fn good_arm() -> Vec<u8> {
    elf().machine(AARCH64).bytes()
}

/// A finding about a distribution is not repeated for its files.
#[test]
fn a_distribution_that_does_not_fit_is_told_once() {
    let site = "venv/lib/python3.13/site-packages";
    let info = format!("{site}/one-1.0.dist-info");
    let drop = dropped("venv/pyvenv.cfg", "version = 3.13.0\n")
        .and(format!("{info}/METADATA"), "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n")
        .and(format!("{info}/WHEEL"), "Wheel-Version: 1.0\nTag: cp313-cp313-macosx_11_0_arm64\n")
        .and(format!("{info}/RECORD"), "one/m.cpython-313-darwin.so,,\none-1.0.dist-info/METADATA,,\n")
        .and(format!("{site}/one/m.cpython-313-darwin.so"), mach_o());
    let plan = drop.plan();
    let codes: Vec<&str> = plan.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert!(codes.contains(&"distribution-incompatible"), "{codes:?}");
    assert!(!codes.iter().any(|code| code.starts_with("native-")), "{codes:?}");
}

/// The layout of the linker and the position of the bytes in the stream make no difference.
#[test]
fn layouts() {
    for padding in [0, 5000, 200_000, 5 << 20] {
        for strings in [Strings::First, Strings::Last] {
            let module = elf().padding(padding).strings(strings).needs("libGL.so.1");
            let module = module.version("libc.so.6", "GLIBC_2.99").version("libm.so.6", "GLIBC_2.98");
            let drop = function(&[("m.so", module.clone().bytes())]);
            let expected = ["error native-glibc-too-new m.so", "error native-missing-library m.so"];
            assert_eq!(natives(drop, &target("python3.13")), expected, "{padding} {strings:?} loose");
            let drop = dropped("f.zip", zip(&[entry("m.so", module.bytes())]));
            assert_eq!(natives(drop, &target("python3.13")), expected, "{padding} {strings:?} zipped");
        }
    }
}

/// The target system in the first bytes of a library, compared with glibc: the finding contains glibc's own
/// message.
#[test]
fn other_systems_as_the_loader_sees_them() {
    let tools = Tools::find();
    let (_, python) = tools.interpreters().into_iter().find(|(minor, _)| *minor == 13).unwrap();
    let scratch = Scratch::new("os-abi");
    let script = "import ctypes, sys, _struct\nlibrary = bytearray(open(_struct.__file__, 'rb').read())\nlibrary[int(sys.argv[1])] = int(sys.argv[2])\nopen('x.so', 'wb').write(library)\ntry: ctypes.CDLL('./x.so')\nexcept OSError as error: print(str(error).split(': ')[-1])";
    for (at, value) in [(7, 0), (7, 3), (7, 9), (7, 1), (7, 255), (8, 1), (9, 1), (15, 255)] {
        let args = ["-c".to_string(), script.to_string(), at.to_string(), value.to_string()];
        let out = std::process::Command::new(python).args(args).current_dir(&scratch.0).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let said = String::from_utf8_lossy(&out.stdout).trim().to_string();
        let mut library = good();
        library[at] = value;
        let findings = function(&[("a/m.so", library)]).plan_for(&target("python3.13")).findings;
        let told = findings.iter().find(|one| one.code.as_str() == "native-not-elf");
        match said.is_empty() {
            true => assert!(told.is_none(), "{at} {value}: {findings:#?}"),
            false => assert!(told.is_some_and(|one| one.message.contains(&said)), "{said}: {findings:#?}"),
        }
    }
}
