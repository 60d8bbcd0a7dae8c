use super::*;

/// Text → requirements with their lines; includes, and folders; codes of findings with their lines.
fn check(text: &str, requirements: &[&str], includes: &[&str], findings: &[&str]) {
    let file = read("r.txt", text);
    let found: Vec<String> = file
        .required
        .requirements
        .iter()
        .map(|entry| format!("{} {}", entry.origin.line.unwrap_or(0), entry.requirement))
        .collect();
    assert_eq!(found, requirements, "{text}");
    let found: Vec<String> = file
        .includes
        .iter()
        .map(|include| {
            format!("{} {} {}", include.origin.line.unwrap_or(0), include.path, include.is_constraint)
        })
        .collect();
    let projects = file.projects.iter().map(|project| {
        let extras: Vec<String> = project.extras.iter().map(ToString::to_string).collect();
        let origin = project.origin.line.unwrap_or(0);
        format!("{origin} {} [{}] {}", project.path, extras.join(","), project.is_editable)
    });
    let found: Vec<String> = found.into_iter().chain(projects).collect();
    assert_eq!(found, includes, "{text}");
    let found: Vec<String> = file
        .required
        .findings
        .iter()
        .map(|finding| format!("{:?} {} {}", finding.severity, finding.code.as_str(), finding.message))
        .collect();
    assert_eq!(found.len(), findings.len(), "{found:?}");
    for (found, expected) in found.iter().zip(findings) {
        assert!(expected.split('*').all(|part| found.contains(part)), "{found} is not {expected}");
    }
}

#[test]
fn reads_what_pip_reads() {
    check(
        "# c\n\nsix==1.0 # why\na#b==1\n",
        &["3 six==1.0"],
        &[],
        &["Error requirement-invalid \"r.txt\" line 4"],
    );
    check("six \\\n  >=1, \\\n  <2\nb\n", &["1 six>=1,<2", "4 b"], &[], &[]);
    check("a \\\n# c\nb", &["1 a", "3 b"], &[], &[]);
    check("a; python_version < '3'\r\nb[x,y]>=2\r\n", &["1 a", "2 b[x,y]>=2"], &[], &[]);
    check(
        "-r base.txt\n--requirement=x/y.txt\n-rz.txt\n-c c.txt\n--constraint c d.txt",
        &[],
        &["1 base.txt false", "2 x/y.txt false", "3 z.txt false", "4 c.txt true", "5 c d.txt true"],
        &[],
    );
    check(
        "--index-url https://x/\n-f y\n--pre\n--nonsense",
        &[],
        &[],
        &[
            "Info requirements-ignored*--index-url",
            "Info requirements-ignored*-f",
            "Error requirement-invalid*line 4*--nonsense",
        ],
    );
    check("a @ ${HOME}/x.whl", &[], &[], &["Error requirement-unsupported*line 1*${HOME}"]);
    check(
        "-e .\n-e \"./lib\"\n.[dev]\n./lib; python_version < '3'\n--editable='.[a,b]'\n-e lib\nfile:.\n./lib[x",
        &[],
        &[
            "1 . [] true",
            "2 ./lib [] true",
            "3 . [dev] false",
            "4 ./lib [] false",
            "5 . [a,b] true",
            "6 lib [] true",
            "7 . [] false",
            "8 ./lib[x [] false",
        ],
        &[],
    );
    check(
        "./w/a_b-1.0-py3-none-any.whl[x]\nfile:///w/c-1-py3-none-any.whl",
        &["1 a-b[x] @ ./w/a_b-1.0-py3-none-any.whl", "2 c @ file:///w/c-1-py3-none-any.whl"],
        &[],
        &[],
    );
    check(
        "git+https://x/y.git\ngit+https://x/y.git@v1#egg=y\nz @ git+https://x/z",
        &["2 y @ git+https://x/y.git@v1#egg=y", "3 z @ git+https://x/z"],
        &[],
        &["Error requirement-unsupported*line 1"],
    );
    // Names that are easily overlooked.
    check(
        "-e git+https://x/y.git#egg=y\n-e 'z @ git+ssh://git@x/z'\na@git+https://x/a@v1\nb[c]@https://x/b.zip\ngit+https://x/d#egg=d[e]&subdirectory=f\n./g_h-1.0.tar.gz",
        &[
            "1 y @ git+https://x/y.git#egg=y",
            "2 z @ git+ssh://git@x/z",
            "3 a @ git+https://x/a@v1",
            "4 b[c] @ https://x/b.zip",
            "5 d[e] @ git+https://x/d#egg=d[e]&subdirectory=f",
            "6 g-h @ ./g_h-1.0.tar.gz",
        ],
        &[],
        &[],
    );
    // The value of an ignored option is not checked.
    check(
        "--extra-index-url https://${TOKEN}@x/simple\n-i${INDEX}",
        &[],
        &[],
        &["Info requirements-ignored*--extra-index-url", "Info requirements-ignored*-i"],
    );
}

#[test]
fn reads_hashes() {
    let (one, two) = ("0".repeat(64), "f".repeat(64));
    let file = read("r.txt", &format!("a==1 \\\n    --hash=sha256:{one} \\\n    --hash sha256:{two}\n"));
    let hashes: Vec<String> = file.required.requirements[0].hashes.iter().map(Digest::hex).collect();
    assert_eq!(hashes, [one.clone(), two]);
    let file = read("r.txt", &format!("--require-hashes\na @ https://x/a-1-py3-none-any.whl#sha256={one}\n"));
    assert_eq!(file.required.require_hashes.map(|origin| origin.line), Some(Some(1)));
    let locked = &file.required.requirements[0].wheels;
    assert_eq!(locked.iter().filter_map(|wheel| Some(wheel.hash.as_ref()?.hex())).collect::<Vec<_>>(), [one]);
    check("a --hash=md5:00", &["1 a"], &[], &["Error requirement-invalid*line 1"]);
}
