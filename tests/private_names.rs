//! A distribution from a folder, a repository or a private index is never looked for in the public
//! index. The hints say how to build a wheel of it, or which index has it.

use crate::support::libs::{lib, with};
use crate::support::{Dropped, dropped};

/// Checks a part of the hint for a drop that lacks `child`, and that no hint asks the public index for
/// `child`.
#[track_caller]
fn missing(drop: Dropped, expected: &str) {
    let plan = drop.and("app/f.py", "x = 1\n").plan();
    let findings = plan.findings;
    let hints: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.code.as_str().starts_with("requirement-"))
        .filter_map(|finding| finding.hint.as_deref())
        .collect();
    assert!(hints.iter().any(|hint| hint.contains(expected)), "{expected}\nis not in\n{findings:#?}");
    let lines = plan.missing.commands.iter().flat_map(|command| command.text.lines());
    for line in lines.filter(|line| line.contains("child")) {
        assert!(
            ["--index-url '", "--extra-index-url '", "--default-index '", "--index '"]
                .iter()
                .any(|one| line.contains(one)),
            "{line}"
        );
    }
}

fn file(name: &str, text: &str) -> Dropped {
    dropped(format!("app/{name}"), text)
}

#[test]
fn requirements_files() {
    let check = |line: &str, expected: &str| missing(file("requirements.txt", line), expected);
    check("child @ file:///home/me/child\n", "pip wheel --no-deps 'file:///home/me/child'");
    check("-e ../child\n", "pip wheel --no-deps '../child'");
    check("./libs/child[extra]\n", "pip wheel --no-deps './libs/child'");
    check(
        "child @ git+https://x.invalid/child@v1#subdirectory=py\n",
        "pip wheel --no-deps 'git+https://x.invalid/child@v1#subdirectory=py'",
    );
    check(
        "git+https://x.invalid/child#egg=child\n",
        "pip wheel --no-deps 'git+https://x.invalid/child#egg=child'",
    );
    check("git+https://x.invalid/child\n", "pip wheel --no-deps 'git+https://x.invalid/child'");
    check(
        "child @ https://me:secret@x.invalid/child.zip\n",
        "pip wheel --no-deps 'https://****@x.invalid/child.zip'",
    );
    // A constraint states the source, unless it applies only to another system.
    for (constraint, address) in [
        ("child @ file:///home/me/child\n", "file:///home/me/child"),
        ("Child @ git+https://x.invalid/child ; python_version >= '3.8'\n", "git+https://x.invalid/child"),
        ("child @ file:///c/child ; os_name == 'nt'\nchild @ file:///child\n", "file:///child"),
    ] {
        let files = file("requirements.txt", "-c c.txt\nchild>=1\n").and("app/c.txt", constraint);
        missing(files, &format!("pip wheel --no-deps '{address}'"));
    }
    // The hint for a requirement of a wheel.
    let parent =
        with(file("requirements.txt", "parent\n"), &["parent 1.0: child @ git+https://x.invalid/child"]);
    missing(parent, "pip wheel --no-deps 'git+https://x.invalid/child'");
    // A private index may have it.
    for option in ["-i https://x.invalid/simple", "--extra-index-url https://me:secret@x.invalid/simple"] {
        check(&format!("{option}\nchild\n"), "from the index that \"app/requirements.txt\" line 1 names");
    }
    let shown = file("requirements.txt", "child @ https://me:secret@x.invalid/child.zip\n");
    let shown = with(shown, &["child 1.0"]).plan().findings;
    let faulty = "child @ https://me:secret@x.invalid/a b\nhttps://me:secret@x.invalid/a-1.whl\n";
    let faulty = file("requirements.txt", faulty).plan().findings;
    assert!(faulty.len() >= 2 && !format!("{faulty:?}").contains("secret"), "{faulty:#?}");
    assert!(
        !shown.is_empty() && shown.iter().all(|finding| !finding.message.contains("secret")),
        "{shown:#?}"
    );
}

/// A distribution that a wheel or a virtualenv requires also comes from the source that the files state.
#[test]
fn names_that_others_require() {
    let parent = |file: Dropped| with(file, &["parent 1.0: child>=1"]);
    let constrained =
        |line: &str| parent(file("requirements.txt", "-c c.txt\nparent\n").and("app/c.txt", line));
    missing(constrained("child @ file:///home/me/child\n"), "pip wheel --no-deps 'file:///home/me/child'");
    missing(
        constrained("child @ https://me:secret@x.invalid/child-1.0.zip\n"),
        "pip wheel --no-deps 'https://****@x.invalid/child-1.0.zip'",
    );
    let project = |table: &str| {
        let head = "[project]\nname = 'app'\ndependencies = ['parent']\n[tool.uv]\n";
        parent(file("pyproject.toml", &format!("{head}{table}\n")))
    };
    let git = "pip wheel --no-deps 'git+https://x.invalid/c'";
    missing(project("sources.child.git = 'https://x.invalid/c'"), git);
    missing(project("constraint-dependencies = ['child @ git+https://x.invalid/c']"), git);
    missing(project("override-dependencies = ['child @ git+https://x.invalid/c']"), git);
    missing(
        project(
            "sources.child.index = 'mine'\n[[tool.uv.index]]\nname = 'mine'\nurl = 'https://x.invalid/simple'\nexplicit = true",
        ),
        "from https://x.invalid/simple",
    );
    // The project, beside a lock that does not list `child`.
    let lock = "[[package]]\nname='app'\nsource={virtual='.'}\ndependencies=[{name='parent'}]\n[[package]]\nname='parent'\nversion='1.0'\nsource={registry='https://x.invalid/simple'}\nwheels=[{url='https://x.invalid/parent-1.0-py3-none-any.whl'}]\n";
    missing(project("sources.child.git = 'https://x.invalid/c'").and("app/uv.lock", lock), git);
    // uv's constraints are constraints, too.
    let constrained = with(
        file(
            "pyproject.toml",
            "[project]\nname = 'app'\ndependencies = ['child']\n[tool.uv]\nconstraint-dependencies = ['child<2']\n",
        ),
        &["child 1.0", "child 2.0"],
    );
    assert_eq!(constrained.plan().distributions[0].version, "1.0");
}

/// If no index may be asked, no command asks one.
#[test]
fn no_index_at_all() {
    let silent = |drop: Dropped| {
        let plan = drop.and("app/f.py", "x = 1\n").plan();
        let told: Vec<_> =
            plan.findings.iter().filter(|one| one.code.as_str() == "requirement-missing").collect();
        assert!(!told.is_empty() && told.iter().all(|one| one.needs.is_empty()), "{told:#?}");
        let hints = told.iter().filter_map(|one| one.hint.as_deref());
        assert!(
            hints.into_iter().all(|hint| hint.ends_with("says that no index is to be asked")),
            "{told:#?}"
        );
        assert_eq!(plan.missing.commands, [], "{:?}", plan.missing);
    };
    silent(file("requirements.txt", "--no-index\n--find-links wheels\nchild\n"));
    silent(file("requirements.txt", "--no-index\n-i https://x.invalid/simple\nchild\n"));
    silent(with(file("requirements.txt", "--no-index\nparent\n"), &["parent 1.0: child"]));
    silent(file("requirements.txt", "-r b.txt\nchild\n").and("app/b.txt", "--no-index\n"));
    silent(file(
        "pyproject.toml",
        "[project]\nname = 'app'\ndependencies = ['child']\n[tool.uv]\nno-index = true\n",
    ));
    let asks = file(
        "pyproject.toml",
        "[project]\nname = 'app'\ndependencies = ['child']\n[tool.uv]\nno-index = false\n",
    );
    assert!(!asks.plan().missing.commands.is_empty());
}

#[test]
fn sources_of_uv() {
    let project = |sources: &str| {
        let head = "[project]\nname = 'app'\ndependencies = ['Child>=1']\n";
        file("pyproject.toml", &format!("{head}{sources}"))
    };
    let check = |sources: &str, expected: &str| missing(project(sources), expected);
    check(
        "[tool.uv.sources]\nchild = { path = '../child', editable = true }\n",
        "pip wheel --no-deps '../child'",
    );
    check(
        "[tool.uv.workspace]\nmembers = ['packages/*']\n[tool.uv.sources]\nchild = { workspace = true }\n",
        "pip wheel --no-deps './packages/child'",
    );
    check("[tool.uv.sources]\nchild.workspace = true\n", "pip wheel --no-deps 'the folder of child'");
    check(
        "[tool.uv.sources]\nchild = { git = 'https://x.invalid/c', tag = 'v1', subdirectory = 'py' }\n",
        "pip wheel --no-deps 'git+https://x.invalid/c@v1#subdirectory=py'",
    );
    check(
        "[tool.uv.sources]\nchild = [{ path = 'w', marker = \"sys_platform == 'win32'\" }, { url = 'https://x.invalid/c.zip' }]\n",
        "pip wheel --no-deps 'https://x.invalid/c.zip'",
    );
    check(
        "[[tool.uv.index]]\nname = 'mine'\nurl = 'https://x.invalid/simple'\nexplicit = true\n[tool.uv.sources]\nchild = { index = 'mine' }\n",
        "from https://x.invalid/simple",
    );
    for tool in ["uv.index", "poetry.source", "pdm.source"] {
        let index = format!("[[tool.{tool}]]\nname = 'mine'\nurl = 'https://x.invalid/simple'\n");
        check(&index, "from the index that \"app/pyproject.toml\" line 4 names");
    }
    // The block of a script has the same tables.
    let script = |tables: &str| {
        let comments: String = tables.lines().map(|line| format!("# {line}\n")).collect();
        file("job.py", &format!("# /// script\n# dependencies = ['child']\n{comments}# ///\n"))
    };
    let index = "[[tool.uv.index]]\nname = 'mine'\nurl = 'https://x.invalid/simple'\n";
    missing(script(index), "from the index that \"app/job.py\" line 3 names");
    let explicit = format!("{index}explicit = true\n[tool.uv.sources]\nchild = {{ index = 'mine' }}\n");
    missing(script(&explicit), "from https://x.invalid/simple");
    missing(script("[tool.uv.sources]\nchild = { path = '../child' }\n"), "pip wheel --no-deps '../child'");
}

#[test]
fn locks() {
    let check = |name: &str, text: &str, expected: &str| missing(file(name, text), expected);
    let uv = |source: &str| {
        format!(
            "[[package]]\nname='app'\nsource={{virtual='.'}}\ndependencies=[{{name='child'}}]\n[[package]]\nname='child'\nversion='1.0'\nsource={{{source}}}\n"
        )
    };
    check("uv.lock", &uv("directory='../child'"), "pip wheel --no-deps '../child'");
    check(
        "uv.lock",
        &uv("git='https://x.invalid/c?subdirectory=py&rev=main#ab12'"),
        "pip wheel --no-deps 'git+https://x.invalid/c@ab12#subdirectory=py'",
    );
    check("uv.lock", &uv("registry='https://x.invalid/simple'"), "from https://x.invalid/simple");
    let poetry = |source: &str| {
        format!("[[package]]\nname='child'\nversion='1.0'\ngroups=['main']\n[package.source]\n{source}\n")
    };
    check("poetry.lock", &poetry("type='directory'\nurl='../child'"), "pip wheel --no-deps '../child'");
    check(
        "poetry.lock",
        &poetry("type='git'\nurl='git@x.invalid:me/c.git'\nreference='main'\nresolved_reference='ab12'"),
        "pip wheel --no-deps 'git+ssh://git@x.invalid/me/c.git@ab12'",
    );
    check(
        "poetry.lock",
        &poetry("type='legacy'\nurl='https://x.invalid/simple'\nreference='mine'"),
        "from https://x.invalid/simple",
    );
    let pipfile = |package: &str| {
        format!(
            "{{\"_meta\": {{\"sources\": [{{\"name\": \"mine\", \"url\": \"https://x.invalid/simple\", \"verify_ssl\": true}}]}}, \"default\": {{\"child\": {{{package}}}}}}}"
        )
    };
    check(
        "Pipfile.lock",
        &pipfile("\"path\": \"../child\", \"editable\": true"),
        "pip wheel --no-deps '../child'",
    );
    check(
        "Pipfile.lock",
        &pipfile("\"git\": \"https://x.invalid/c\", \"ref\": \"ab12\""),
        "pip wheel --no-deps 'git+https://x.invalid/c@ab12'",
    );
    check(
        "Pipfile.lock",
        &pipfile("\"version\": \"==1.0\", \"index\": \"mine\""),
        "from https://x.invalid/simple",
    );
    let pylock =
        |rest: &str| format!("lock-version='1.0'\n[[packages]]\nname='child'\nversion='1.0'\n{rest}\n");
    check("pylock.toml", &pylock("directory={path='../child'}"), "pip wheel --no-deps '../child'");
    check(
        "pylock.toml",
        &pylock("vcs={type='git', url='https://x.invalid/c', commit-id='ab12'}"),
        "pip wheel --no-deps 'git+https://x.invalid/c@ab12'",
    );
    check("pylock.toml", &pylock("index='https://x.invalid/simple'"), "from https://x.invalid/simple");
    // A wheel that is at hand satisfies each of these.
    let child = lib("child 1.0");
    let drop =
        file("uv.lock", &uv("directory='../child'")).and(format!("w/{}", child.filename()), child.bytes());
    assert_eq!(drop.plan().distributions.len(), 1);
}

/// The indexes and versions in the commands are those of the files.
#[test]
fn commands_say_what_the_files_say() {
    let check = |drop: Dropped, pip_ends: &str, uv_ends: &str| {
        let plan = drop.and("app/f.py", "x = 1\n").plan();
        let commands: Vec<&str> = plan.missing.commands.iter().map(|command| command.text.as_str()).collect();
        let [pip, _, uv, _] = commands[..] else { panic!("{:#?}", plan.findings) };
        assert!(pip.ends_with(pip_ends) && uv.ends_with(uv_ends), "{pip}\n{uv}");
    };
    let (x, y) = ("https://x.invalid/simple", "https://y.invalid/simple");
    check(
        file("requirements.txt", &format!("--extra-index-url {x}\n--extra-index-url {y}\nchild\n")),
        &format!("wheels --extra-index-url '{x}' --extra-index-url '{y}' 'child'"),
        &format!("libraries --index '{x}' --index '{y}' 'child'"),
    );
    check(
        file("requirements.txt", &format!("-i {x}\n--extra-index-url {y}\nchild\n")),
        &format!("wheels --index-url '{x}' --extra-index-url '{y}' 'child'"),
        &format!("libraries --default-index '{x}' --index '{y}' 'child'"),
    );
    let project = |tables: &str| {
        file("pyproject.toml", &format!("[project]\nname = 'app'\ndependencies = ['child']\n{tables}"))
    };
    let index =
        |table: &str, url: &str, more: &str| format!("[[{table}]]\nname = 'n'\nurl = '{url}'\n{more}\n");
    check(
        project(&(index("tool.uv.index", x, "") + &index("tool.uv.index", y, "default = true"))),
        &format!("wheels --index-url '{y}' --extra-index-url '{x}' 'child'"),
        &format!("libraries --default-index '{y}' --index '{x}' 'child'"),
    );
    // Poetry does not ask the public index beside a primary source, but beside others.
    check(
        project(&index("tool.poetry.source", x, "")),
        &format!("wheels --index-url '{x}' 'child'"),
        &format!("libraries --default-index '{x}' 'child'"),
    );
    check(
        project(&index("tool.poetry.source", x, "priority = 'supplemental'")),
        &format!("wheels --extra-index-url '{x}' 'child'"),
        &format!("libraries --index '{x}' 'child'"),
    );
    check(
        file("requirements.txt", "-c c.txt\n--pre\nchild>1\nother\n").and("app/c.txt", "child<2\nnone==1\n"),
        "wheels --pre 'child>1,<2' 'other'",
        "libraries --prerelease allow 'child>1,<2' 'other'",
    );
    let wheel = "https://x.invalid/child-1.0-py3-none-any.whl";
    check(
        file("requirements.txt", &format!("{wheel}\n")),
        &format!("wheels 'child @ {wheel}'"),
        &format!("libraries 'child @ {wheel}'"),
    );
    check(
        with(file("requirements.txt", "-c c.txt\nparent\n"), &["parent 1.0: child"])
            .and("app/c.txt", format!("child @ {wheel}\n")),
        &format!("wheels 'child @ {wheel}'"),
        &format!("libraries 'child @ {wheel}'"),
    );
}
