//! Whether a file is built for Lambda at all: its format, its machine, its C library and the
//! Python its name is for.

use super::file::{File, Unfit};
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

/// For what has been cut off or was never the file.
const AGAIN: &str = "Download or copy it again";

/// Why a file is never loaded, if it is not.
pub fn unfit(role: Role, native: &Native, target: &Target) -> Option<Unfit> {
    let tag = match role {
        Role::Extension { tag, .. } => tag,
        Role::Library | Role::Executable => "",
    };
    let elf = match native {
        Native::Foreign(foreign) => return Some(Unfit::Foreign(*foreign)),
        Native::Damaged(reason) => return Some(Unfit::Damaged(reason.clone())),
        Native::Other => return Some(Unfit::NotNative),
        Native::Text(text) => return Some(instead(role, text)),
        Native::Elf(elf) => elf,
    };
    if elf.machine != machine(target) {
        return Some(Unfit::Machine(elf.machine));
    }
    // musl's own name for its C library is libc.so, that of distributions libc.musl-ARCH.so.1.
    let is_musl = |library: &String| library.starts_with("libc.musl-") || library == "libc.so";
    let by_interpreter = elf.interpreter.as_ref().is_some_and(|path| path.contains("/ld-musl-"));
    if elf.needed.iter().any(is_musl) || by_interpreter || tag.ends_with("-linux-musl") {
        return Some(Unfit::Musl);
    }
    if !name::imports(target, tag) {
        return Some(Unfit::Tag(tag.to_string()));
    }
    let no_library = elf.no_library.as_ref().filter(|_| role != Role::Executable);
    no_library.map(|reason| Unfit::Damaged(reason.clone()))
}

/// What is made of a text in the place of a native file.
fn instead(role: Role, text: &Text) -> Unfit {
    match (role, text) {
        (_, Text::LfsPointer) => Unfit::Pointer,
        (Role::Executable, Text::CarriageReturn) => Unfit::CarriageReturn,
        (Role::Executable, Text::ByteOrderMark) => Unfit::ByteOrderMark,
        (_, Text::CarriageReturn | Text::ByteOrderMark) => Unfit::NotNative,
        (Role::Executable, Text::Link(_) | Text::Empty | Text::WebPage) => Unfit::NotNative,
        (_, Text::Empty) => Unfit::Empty,
        (_, Text::WebPage) => Unfit::WebPage,
        (_, Text::Link(to)) => Unfit::Link(to.clone()),
    }
}

fn machine(target: &Target) -> Machine {
    match target.architecture {
        Architecture::X86_64 => Machine::X86_64,
        Architecture::Arm64 => Machine::AARCH64,
    }
}

/// One problem for each file that is never loaded, unless another stands in for it. Of libraries, `needed` are those
/// the loader finds for another file, by number, and whether that file surely loads.
pub fn problems<'a>(
    files: &[File<'a>],
    needed: &BTreeMap<usize, bool>,
    plan: &'a Plan,
    target: &Target,
) -> Vec<Problem<'a>> {
    let others = Others::of(files, plan);
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
                Unfit::Tag(_) => other_runtime.clone(),
                unfit => other_architecture(unfit),
            },
            alternatives: Vec::new(),
        });
    }
    problems
}

/// What may stand in for a file that is never loaded.
struct Others<'f> {
    /// The groups that have a file that loads.
    groups: BTreeSet<Group<'f>>,
    /// The names of those that load.
    modules: BTreeSet<(Group<'f>, &'f str)>,
    variants: Variants<'f>,
    /// Of all entries.
    paths: BTreeSet<&'f str>,
}

impl<'f> Others<'f> {
    fn of(files: &'f [File<'f>], plan: &'f Plan) -> Others<'f> {
        let fits = || files.iter().filter(|file| file.unfit.is_none());
        Others {
            groups: fits().map(|file| file.group).collect(),
            modules: fits().map(|file| (file.group, module(file))).collect(),
            variants: Variants::of(files),
            paths: plan.entries.iter().map(|entry| entry.path.as_str()).collect(),
        }
    }
}

/// How much it matters that a file is never loaded; `None` if it does not. `needed`: of a library that the loader finds
/// for another file, whether that file surely loads.
fn severity(
    file: &File,
    unfit: &Unfit,
    needed: Option<bool>,
    others: &Others,
    target: &Target,
) -> Option<Severity> {
    // What is built for another machine the loader passes over.
    let is_nothing = matches!(unfit, Unfit::NotNative | Unfit::Link(_) | Unfit::Empty | Unfit::WebPage);
    let stops = is_nothing || matches!(unfit, Unfit::Damaged(_) | Unfit::Pointer);
    let needed = needed.filter(|_| stops && file.role == Role::Library);
    let has_others = others.groups.contains(&file.group);
    let severity = match file.role {
        Role::Executable if *unfit == Unfit::NotNative => return None,
        _ if needed == Some(true) => Severity::Error,
        _ if needed.is_some() => Severity::Warning,
        // Linker scripts, and what is only named like a library.
        Role::Library if is_nothing => return None,
        Role::Library if *unfit == Unfit::Pointer => Severity::Warning,
        // Libraries of several platforms in one distribution, of which it loads the right one.
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
        // What is named .dll or .dylib nothing on Linux looks for.
        (Unfit::Foreign(_), Role::Library) => (!has_others).then_some(Severity::Warning),
        _ => Some(severity),
    }
}

/// What is told of a file that is never loaded.
struct Told {
    code: Code,
    clause: String,
    /// Of the code, if it has none of its own.
    hint: Option<String>,
    /// Whether it is told of each file on its own: each has its own way out.
    is_own: bool,
}

fn told(unfit: &Unfit, target: &Target) -> Told {
    let of = |code, clause: String| Told { code, clause, hint: None, is_own: false };
    let own = |clause: String, hint: &str| Told {
        code: Code::NativeNotElf,
        clause,
        hint: Some(hint.to_string()),
        is_own: true,
    };
    match unfit {
        Unfit::Foreign(foreign) => {
            of(Code::NativeNotElf, format!("is built for {}, Lambda runs Linux", foreign.system()))
        }
        Unfit::NotNative => of(Code::NativeNotElf, "is no ELF file, so Linux cannot load it".to_string()),
        Unfit::Damaged(reason) => own(
            format!("is an ELF file that Linux cannot load: {reason}"),
            "Copy or install it again, and leave it as it was built",
        ),
        Unfit::Pointer => own(
            "is a pointer of Git LFS, not the file itself".to_string(),
            "Fetch it with git lfs pull, and drop it again",
        ),
        Unfit::Link(to) => own(
            format!("is a text: a symbolic link to \"{to}\" that was stored as a file"),
            &format!("Put a copy of \"{to}\" in its place"),
        ),
        Unfit::Empty => own("is empty, so Linux cannot load it".to_string(), AGAIN),
        Unfit::WebPage => own("is a web page, not the file itself".to_string(), AGAIN),
        Unfit::ByteOrderMark => own(
            "is a script with a byte order mark before its #!, so Linux takes it for no program".to_string(),
            "Save it as UTF-8 without a byte order mark",
        ),
        Unfit::CarriageReturn => Told {
            hint: Some(Code::ScriptLineEnds.hint().to_string()),
            ..of(
                Code::ScriptLineEnds,
                "is a script whose first line ends in a carriage return, which Linux takes for a part of the interpreter's name"
                    .to_string(),
            )
        },
        Unfit::Machine(built) => of(
            Code::NativeWrongArchitecture,
            format!("is built for {}, the target is {}", built.name(), machine(target).name()),
        ),
        Unfit::Musl => {
            of(Code::NativeMusl, "is built for musl (Alpine Linux), Lambda has glibc".to_string())
        }
        Unfit::Tag(tag) => of(
            Code::NativeWrongPython,
            format!("is built for {}, {} does not import it", name::python(tag), target.runtime.name),
        ),
    }
}

/// The package for the architecture that a file is built for, if Lambda has it.
fn other_architecture(unfit: &Unfit) -> Option<Fix> {
    let Unfit::Machine(built) = unfit else { return None };
    let architecture = match *built {
        Machine::X86_64 => Architecture::X86_64,
        Machine::AARCH64 => Architecture::Arm64,
        _ => return None,
    };
    Some(Fix::Target { runtime: None, architecture: Some(architecture) })
}

/// The package for the runtime that imports all extension modules, if there is one.
fn other_runtime(files: &[File], target: &Target) -> Option<Fix> {
    let of_python = |file: &&File| matches!(file.unfit, None | Some(Unfit::Tag(_)));
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

/// The name it is asked for by: of a module, or of a library without what platforms add to it.
fn module<'a>(file: &File<'a>) -> &'a str {
    let name = file.entry.path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    match file.role {
        // Of one name in two folders, one does not stand in for the other.
        Role::Extension { .. } => {
            let end = file.entry.path.len() - name.len() + stem.len();
            file.entry.path.get(..end).unwrap_or(stem)
        }
        Role::Library | Role::Executable => stem.strip_prefix("lib").unwrap_or(stem),
    }
}

/// Whether Python imports a source where it cannot import the extension module: mypyc and Cython
/// can compile a module beside its source, and mypyc's helpers are imported by those alone.
fn has_source(file: &File, paths: &BTreeSet<&str>) -> bool {
    let stem = module(file);
    stem.ends_with("__mypyc")
        || paths.contains(format!("{stem}.py").as_str())
        || paths.contains(format!("{stem}/__init__.py").as_str())
}
