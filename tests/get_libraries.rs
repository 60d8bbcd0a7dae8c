//! The command that fetches missing libraries, executed as it is: it fetches everything that was
//! missing.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::{Dropped, dropped};
use std::process::Command;
use wheelpress::python::download::{FetchCommand, Missing, Shell, Tool};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// Requirements, runtime and architecture.
const SETS: &[(&str, &str, Architecture)] = &[
    ("numpy", "python3.13", Architecture::X86_64),
    ("numpy\npandas", "python3.12", Architecture::Arm64),
    ("pydantic>=2\nhttpx", "python3.13", Architecture::Arm64),
    ("cryptography", "python3.11", Architecture::X86_64),
    ("pillow==11.0.0", "python3.10", Architecture::X86_64),
    ("lxml\nbeautifulsoup4", "python3.13", Architecture::X86_64),
    ("sqlalchemy[asyncio]>=2\nasyncpg", "python3.12", Architecture::X86_64),
    ("orjson!=3.9.0\nujson", "python3.14", Architecture::X86_64),
    ("requests[socks]<3,>=2.31", "python3.9", Architecture::X86_64),
    ("aws-lambda-powertools[parser]", "python3.13", Architecture::X86_64),
];

fn command(missing: &Missing, tool: Tool) -> &FetchCommand {
    let mut commands = missing.commands.iter();
    commands.find(|one| one.tool == tool && one.shell == Shell::Sh).unwrap_or_else(|| panic!("{missing:?}"))
}

fn app(requirements: &str) -> Dropped {
    dropped("app/requirements.txt", requirements)
        .and("app/app.py", "def handler(event, context):\n    return 1\n")
}

#[test]
fn what_pip_downloads_is_all_that_was_missing() {
    let tools = Tools::find();
    for (requirements, runtime, architecture) in SETS {
        let target = Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), *architecture);
        let missing = app(requirements).plan_for(&target).missing;
        assert_eq!(missing.needs.len(), requirements.lines().count(), "{missing:?}");
        let scratch = Scratch::new("get-libraries");
        // The interpreter with which pip evaluates the markers.
        let python = tools.interpreter(target.runtime.minor.min(13));
        let text = command(&missing, Tool::Pip).text.replace("python3 -m", &format!("\"{python}\" -m"));
        run(Command::new("sh").arg("-c").arg(&text).current_dir(&scratch.0));
        let plan = app(requirements).and_disk(&scratch.0.join("wheels")).plan_for(&target);
        let problems: Vec<&str> = plan
            .findings
            .iter()
            .filter(|one| {
                one.code.as_str().starts_with("requirement-") || one.code.as_str().starts_with("wheel-")
            })
            .map(|one| one.message.as_str())
            .collect();
        assert!(problems.is_empty() && plan.missing.needs.is_empty(), "{requirements}: {problems:#?}");
        assert!(plan.left_out.is_empty(), "{requirements}: {:?}", plan.left_out);
    }
}

/// The commands in the documents are the same as those that the code makes.
#[test]
fn the_documents_have_the_same_commands() {
    let target =
        Target::new(PackageKind::Function, Runtime::named("python3.13").unwrap(), Architecture::X86_64);
    let check = |file: &str, requirement: &str, alone: bool, tools: &[Tool]| {
        let need = wheelpress::missing_library::MissingLibrary {
            alone,
            ..wheelpress::missing_library::MissingLibrary::new(requirement)
        };
        let missing = Missing::new([need].into_iter(), &target);
        let text = std::fs::read_to_string(format!("{}/docs/findings/{file}.md", env!("CARGO_MANIFEST_DIR")))
            .unwrap();
        for tool in tools {
            let command = &command(&missing, *tool).text;
            assert!(text.contains(&format!("\n{command}\n")), "{file}.md lacks\n{command}");
        }
    };
    check("requirements", "idna<4,>=2.5", false, &[Tool::Pip, Tool::Uv]);
    check("wheels", "numpy==2.5.5", true, &[Tool::Pip]);
    check("environments", "numpy==2.5.5", true, &[Tool::Pip]);
}
