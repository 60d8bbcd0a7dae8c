//! Checks whether a file is built for Lambda: its format, its machine, its C library, and the Python version that its
//! name states.

use super::file::{File, Incompatibility};
use super::name::{self, Role};
use super::report::{Group, Problem};
use super::variants::Variants;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Severity};
use crate::fix::Fix;
use crate::native::elf::Machine;
use crate::native::{Native, Text};
use crate::plan::Plan;
use crate::target::{self, Architecture, Runtime, Target};

/// The hint for a file that is cut off, or that never had the right contents.
const AGAIN: &str = "Download or copy it again";

/// Why a file is never loaded; `None` if it can be loaded.
pub fn unfit(role: Role, native: &Native, target: &Target) -> Option<Incompatibility> {
    let tag = match role {
        Role::Extension { tag, .. } => tag,
        Role::Library | Role::Executable => "",
    };
    let elf = match native {
        Native::Foreign(foreign) => return Some(Incompatibility::Foreign(*foreign)),
        Native::Damaged(reason) => return Some(Incompatibility::Damaged(reason.clone())),
        Native::Other => return Some(Incompatibility::NotNative),
        Native::Text(text) => return Some(instead(role, text)),
        Native::Elf(elf) => elf,
    };
    if elf.machine != machine(target) {
        return Some(Incompatibility::Machine(elf.machine));
    }
    // musl itself names its C library libc.so; distributions name it libc.musl-ARCH.so.1.
    let is_musl = |library: &String| library.starts_with("libc.musl-") || library == "libc.so";
    let by_interpreter = elf.interpreter.as_ref().is_some_and(|path| path.contains("/ld-musl-"));
    if elf.needed.iter().any(is_musl) || by_interpreter || tag.ends_with("-linux-musl") {
        return Some(Incompatibility::Musl);
    }
    if !name::imports(target, tag) {
        return Some(Incompatibility::Tag(tag.to_string()));
    }
    let no_library = elf.no_library.as_ref().filter(|_| role != Role::Executable);
    no_library.map(|reason| Incompatibility::Damaged(reason.clone()))
}

/// Why a text in the place of a native file is never loaded.
fn instead(role: Role, text: &Text) -> Incompatibility {
    match (role, text) {
        (_, Text::LfsPointer) => Incompatibility::Pointer,
        (Role::Executable, Text::CarriageReturn) => Incompatibility::CarriageReturn,
        (Role::Executable, Text::ByteOrderMark) => Incompatibility::ByteOrderMark,
        (_, Text::CarriageReturn | Text::ByteOrderMark) => Incompatibility::NotNative,
        (Role::Executable, Text::Link(_) | Text::Empty | Text::WebPage) => Incompatibility::NotNative,
        (_, Text::Empty) => Incompatibility::Empty,
        (_, Text::WebPage) => Incompatibility::WebPage,
        (_, Text::Link(to)) => Incompatibility::Link(to.clone()),
    }
}

fn machine(target: &Target) -> Machine {
    match target.architecture {
        Architecture::X86_64 => Machine::X86_64,
        Architecture::Arm64 => Machine::AARCH64,
    }
}

/// One problem for each file that is never loaded, unless another file replaces it. `needed` has the libraries that
/// the loader finds for other files, by number, and whether such a file certainly loads.
pub fn problems<'a>(
    files: &[File<'a>],
    needed: &BTreeMap<usize, bool>,
    plan: &'a Plan,
    target: &Target,
) -> Vec<Problem<'a>> {
    let others = Others::new(files, plan);
    let other_runtime = other_runtime(files, target);
    let mut problems = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let Some(unfit) = &file.unfit else { continue };
        let needed = needed.get(&number).copied();
        let Some(severity) = severity(file, unfit, needed, &others, target) else { continue };
        let Told { code, clause, hint, is_own } = told(unfit, target);
        let (group, entry) = (file.group, file.entry);
        problems.push(Problem {
            code,
            severity,
            group,
            entry,
            cause: if is_own { clause.clone() } else { String::new() },
            clause,
            hint,
            weight: None,
            fix: match unfit {
                Incompatibility::Tag(_) => other_runtime.clone(),
                unfit => other_architecture(unfit),
            },
            alternatives: Vec::new(),
        });
    }
    problems
}

/// Files that may replace a file that is never loaded.
struct Others<'f> {
    /// The groups that have at least one file that loads.
    groups: BTreeSet<Group<'f>>,
    /// Group and module name of each file that loads.
    modules: BTreeSet<(Group<'f>, &'f str)>,
    variants: Variants<'f>,
    /// The paths of all entries.
    paths: BTreeSet<&'f str>,
}

impl<'f> Others<'f> {
    fn new(files: &'f [File<'f>], plan: &'f Plan) -> Others<'f> {
        let fits = || files.iter().filter(|file| file.unfit.is_none());
        Others {
            groups: fits().map(|file| file.group).collect(),
            modules: fits().map(|file| (file.group, module(file))).collect(),
            variants: Variants::new(files),
            paths: plan.entries.iter().map(|entry| entry.path.as_str()).collect(),
        }
    }
}

/// The severity of a file that is never loaded; `None` if it does not matter. `needed` is set for a library that the
/// loader finds for another file. It states whether that file certainly loads.
fn severity(
    file: &File,
    unfit: &Incompatibility,
    needed: Option<bool>,
    others: &Others,
    target: &Target,
) -> Option<Severity> {
    // The loader fails at these files. It skips a file that is built for another machine.
    let is_nothing = matches!(
        unfit,
        Incompatibility::NotNative
            | Incompatibility::Link(_)
            | Incompatibility::Empty
            | Incompatibility::WebPage
    );
    let stops = is_nothing || matches!(unfit, Incompatibility::Damaged(_) | Incompatibility::Pointer);
    let needed = needed.filter(|_| stops && file.role == Role::Library);
    let has_others = others.groups.contains(&file.group);
    let severity = match file.role {
        Role::Executable if *unfit == Incompatibility::NotNative => return None,
        _ if needed == Some(true) => Severity::Error,
        _ if needed.is_some() => Severity::Warning,
        // Linker scripts, and files that only have the name of a library.
        Role::Library if is_nothing => return None,
        Role::Library if *unfit == Incompatibility::Pointer => Severity::Warning,
        // A distribution with libraries for several platforms loads the right one.
        _ if others.modules.contains(&(file.group, module(file))) || others.variants.has_other(file) => {
            return None;
        }
        Role::Extension { tag, .. } if !name::imports(target, tag) && has_source(file, &others.paths) => {
            Severity::Warning
        }
        Role::Extension { .. } => Severity::Error,
        _ if has_others => Severity::Warning,
        _ => Severity::Error,
    };
    match (unfit, file.role) {
        // Nothing on Linux searches for files named .dll or .dylib.
        (Incompatibility::Foreign(_), Role::Library) => (!has_others).then_some(Severity::Warning),
        _ => Some(severity),
    }
}

/// What a finding states about a file that is never loaded.
struct Told {
    code: Code,
    clause: String,
    /// If `None`, the hint depends on the code.
    hint: Option<String>,
    /// Whether files with different clauses get separate findings, because each needs its own correction.
    is_own: bool,
}

fn told(unfit: &Incompatibility, target: &Target) -> Told {
    let of = |code, clause: String| Told { code, clause, hint: None, is_own: false };
    let own = |clause: String, hint: &str| Told {
        code: Code::NativeNotElf,
        clause,
        hint: Some(hint.to_string()),
        is_own: true,
    };
    match unfit {
        Incompatibility::Foreign(foreign) => {
            of(Code::NativeNotElf, format!("is built for {}, Lambda runs Linux", foreign.system()))
        }
        Incompatibility::NotNative => of(Code::NativeNotElf, "is no ELF file, so Linux cannot load it".to_string()),
        Incompatibility::Damaged(reason) => own(
            format!("is an ELF file that Linux cannot load: {reason}"),
            "Copy or install it again, and leave it as it was built",
        ),
        Incompatibility::Pointer => own(
            "is a pointer of Git LFS, not the file itself".to_string(),
            "Fetch it with git lfs pull, and drop it again",
        ),
        Incompatibility::Link(to) => own(
            format!("is a text: a symbolic link to \"{to}\" that was stored as a file"),
            &format!("Put a copy of \"{to}\" in its place"),
        ),
        Incompatibility::Empty => own("is empty, so Linux cannot load it".to_string(), AGAIN),
        Incompatibility::WebPage => own("is a web page, not the file itself".to_string(), AGAIN),
        Incompatibility::ByteOrderMark => own(
            "is a script with a byte order mark before its #!, so Linux takes it for no program".to_string(),
            "Save it as UTF-8 without a byte order mark",
        ),
        Incompatibility::CarriageReturn => Told {
            hint: Some(Code::ScriptLineEnds.hint().to_string()),
            ..of(
                Code::ScriptLineEnds,
                "is a script whose first line ends in a carriage return, which Linux takes for a part of the interpreter's name"
                    .to_string(),
            )
        },
        Incompatibility::Machine(built) => of(
            Code::NativeWrongArchitecture,
            format!("is built for {}, the target is {}", built.name(), machine(target).name()),
        ),
        Incompatibility::Musl => {
            of(Code::NativeMusl, "is built for musl (Alpine Linux), Lambda has glibc".to_string())
        }
        Incompatibility::Tag(tag) => of(
            Code::NativeWrongPython,
            format!("is built for {}, {} does not import it", name::python(tag), target.runtime.name),
        ),
    }
}

/// The fix that changes the target to the architecture that a file is built for, if Lambda has it.
fn other_architecture(unfit: &Incompatibility) -> Option<Fix> {
    let Incompatibility::Machine(built) = unfit else { return None };
    let architecture = match *built {
        Machine::X86_64 => Architecture::X86_64,
        Machine::AARCH64 => Architecture::Arm64,
        _ => return None,
    };
    Some(Fix::Target { runtime: None, architecture: Some(architecture) })
}

/// The fix that changes the target to a runtime that imports all extension modules, if there is one.
fn other_runtime(files: &[File], target: &Target) -> Option<Fix> {
    let of_python = |file: &&File| matches!(file.unfit, None | Some(Incompatibility::Tag(_)));
    let tags = files.iter().filter(of_python).filter_map(|file| match file.role {
        Role::Extension { tag, .. } => Some(tag),
        Role::Library | Role::Executable => None,
    });
    let tags: BTreeSet<&str> = tags.collect();
    let imports_all = |runtime: &'static Runtime| {
        let other = Target { runtime, ..target.clone() };
        tags.iter().all(|tag| name::imports(&other, tag))
    };
    target::nearest(target.runtime.minor, &imports_all).map(Fix::runtime)
}

/// The name that a file is loaded by: that of a module, or that of a library without the additions of platforms.
fn module<'a>(file: &File<'a>) -> &'a str {
    let name = file.entry.path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    match file.role {
        // Modules of the same name in two folders do not replace each other.
        Role::Extension { .. } => {
            let end = file.entry.path.len() - name.len() + stem.len();
            file.entry.path.get(..end).unwrap_or(stem)
        }
        Role::Library | Role::Executable => stem.strip_prefix("lib").unwrap_or(stem),
    }
}

/// Whether Python imports a source file if it cannot import the extension module. mypyc and Cython can put a compiled
/// module beside its source. mypyc's helper modules are imported only by such compiled modules.
fn has_source(file: &File, paths: &BTreeSet<&str>) -> bool {
    let stem = module(file);
    stem.ends_with("__mypyc")
        || paths.contains(format!("{stem}.py").as_str())
        || paths.contains(format!("{stem}/__init__.py").as_str())
}
