//! Wheels: their files are placed by scheme, wheels are chosen, and RECORD is written again.

use crate::support;

use crate::support::wheel::{Wheel, wheel};
use crate::support::zips::entry;
use crate::support::{Dropped, codes, dropped, entries, paths};
use wheelpress::finding::Finding;
use wheelpress::python::record::Record;

fn lib() -> Wheel {
    wheel("My_Lib", "1.0", "py3-none-any").file("my_lib/__init__.py", "x = 1\n")
}

fn content(zip: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    std::io::read_to_string(archive.by_name(path).unwrap()).unwrap()
}

#[test]
fn schemes() {
    let data = "My_Lib-1.0.data";
    let wheel = lib()
        .file(&format!("{data}/purelib/pure.py"), "p")
        .file(&format!("{data}/platlib/plat.py"), "p")
        .file(&format!("{data}/data/share/x.txt"), "d")
        .file(&format!("{data}/headers/x.h"), "h")
        .file(&format!("{data}/scripts/tool"), "#!pythonw -u\nprint()\n")
        .file(&format!("{data}/scripts/native"), "\x7fELF")
        .entry(entry("my_lib/run", "x").mode(0o755))
        .file("my_lib/__pycache__/x.pyc", "c")
        .info("entry_points.txt", "[console_scripts]\nmy-lib = my_lib:main\n[other]\na = b:c\n");
    let packed = dropped(wheel.filename(), wheel.bytes()).pack();
    assert_eq!(codes(&packed.plan.findings), Vec::<String>::new());
    assert_eq!(codes(&packed.found), Vec::<String>::new());
    let expected: Vec<String> = [
        "My_Lib-1.0.dist-info/INSTALLER 100644",
        "My_Lib-1.0.dist-info/METADATA 100644",
        "My_Lib-1.0.dist-info/RECORD 100644",
        "My_Lib-1.0.dist-info/WHEEL 100644",
        "My_Lib-1.0.dist-info/entry_points.txt 100644",
        "bin/my-lib 100755",
        "bin/native 100755",
        "bin/tool 100755",
        "my_lib/__init__.py 100644",
        "my_lib/run 100755",
        "plat.py 100644",
        "pure.py 100644",
        "share/x.txt 100644",
    ]
    .iter()
    .map(|line| format!("{line} {}", wheel.filename()))
    .collect();
    assert_eq!(entries(&packed.plan), expected);
    assert_eq!(content(&packed.zip, "bin/tool"), "#!/var/lang/bin/python3.13\nprint()\n");
    assert!(content(&packed.zip, "bin/my-lib").starts_with("#!/var/lang/bin/python3.13\n"));
    assert!(content(&packed.zip, "bin/my-lib").contains("from my_lib import main"));
    assert_eq!(content(&packed.zip, "My_Lib-1.0.dist-info/INSTALLER"), "wheelpress\n");
    // RECORD lists exactly the files of the package, with their new paths.
    let record = Record::parse(content(&packed.zip, "My_Lib-1.0.dist-info/RECORD").as_bytes());
    assert_eq!(record.faults, Vec::<String>::new());
    assert_eq!(record.rows.keys().map(String::as_str).collect::<Vec<_>>(), paths(&packed.plan));
    for (path, row) in &record.rows {
        let Some(digest) = &row.digest else {
            assert!(path.ends_with("/RECORD"));
            continue;
        };
        use sha2::Digest;
        let text = content(&packed.zip, path);
        assert_eq!(digest.bytes, sha2::Sha256::digest(text.as_bytes()).to_vec(), "{path}");
        assert_eq!(row.size, Some(text.len() as u64), "{path}");
    }
    assert_eq!(packed.plan.distributions.len(), 1);
    assert_eq!(packed.plan.distributions[0].unzipped_size, packed.plan.unzipped_size);
}

#[test]
fn unknown_schemes() {
    let wheel = lib().file("My_Lib-1.0.data/etc/passwd", "x");
    assert_eq!(
        codes(&dropped(wheel.filename(), wheel.bytes()).plan().findings),
        ["error wheel-scheme my_lib-1.0-py3-none-any.whl"]
    );
}

/// Checks which of the dropped wheels are packed, and the findings.
#[track_caller]
fn choose(filenames: &[&str], packed: &[&str], findings: &[&str]) {
    let mut drop = support::Dropped::default();
    for filename in filenames {
        let parts: Vec<&str> = filename.trim_end_matches(".whl").splitn(3, '-').collect();
        let mut bytes = wheel(parts[0], parts[1], parts[2]);
        bytes = bytes.file(&format!("{}.py", parts[0]), *filename);
        drop = drop.and(*filename, bytes.bytes());
    }
    let mut reversed = drop.clone();
    reversed.paths.reverse();
    reversed.store.files.reverse();
    for drop in [drop, reversed] {
        let plan = drop.plan();
        let sources: Vec<&str> = plan.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(sources, packed, "{:?}", plan.findings);
        assert_eq!(codes(&plan.findings), findings);
    }
}

#[test]
fn choosing() {
    choose(
        &["a-1.0-py3-none-any.whl", "a-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"],
        &["a-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"],
        &["info wheel-skipped a-1.0-py3-none-any.whl"],
    );
    choose(
        &["a-1.9-py3-none-any.whl", "a-1.10-py3-none-any.whl"],
        &["a-1.10-py3-none-any.whl"],
        &["warning wheel-older a-1.9-py3-none-any.whl"],
    );
    choose(
        &["a-1.0-1-py3-none-any.whl", "a-1.0-2-py3-none-any.whl"],
        &["a-1.0-2-py3-none-any.whl"],
        &["info wheel-skipped a-1.0-1-py3-none-any.whl"],
    );
    // A wheel for another platform is no error if another wheel fits.
    choose(
        &["a-2.0-cp313-cp313-win_amd64.whl", "a-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"],
        &["a-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"],
        &["info wheel-skipped a-2.0-cp313-cp313-win_amd64.whl"],
    );
}

/// A wheel that is left out is also damaged. A user who removes the chosen wheel to get this one would
/// get nothing.
#[test]
fn left_out_and_damaged() {
    let good = wheel("a", "2.0", "py3-none-any").bytes();
    let whole = wheel("a", "1.0", "py3-none-any").file("a.py", "x = 1\n").bytes();
    let check = |name: &str, bytes: &[u8], required: Option<&str>, expected: &[&str]| {
        let mut drop = Dropped::default().and("a-2.0-py3-none-any.whl", good.clone());
        drop = drop.and(name, bytes.to_vec());
        if let Some(required) = required {
            drop = drop.and("requirements.txt", required);
        }
        let plan = drop.plan();
        let told = |finding: &Finding| match finding.message.split_once("; it is damaged too: ") {
            Some((_, why)) => format!("{} {why}", finding.code.as_str()),
            None => finding.code.as_str().to_string(),
        };
        assert_eq!(plan.findings.iter().map(told).collect::<Vec<_>>(), expected, "{:?}", plan.findings);
    };
    let older = "a-1.0-py3-none-any.whl";
    let cut = &whole[..whole.len() - 30];
    let no_end = "it is no zip, or its end is missing";
    let no_zip = format!("wheel-older {no_end}");
    check(older, &whole, None, &["wheel-older"]);
    check(older, cut, None, &[&no_zip]);
    check(older, b"version https://git-lfs.github.com/spec/v1", None, &[&no_zip]);
    check("a-3.0-cp313-cp313-win_amd64.whl", cut, None, &[&format!("wheel-skipped {no_end}")]);
    // If a distribution is required, all wheels that may satisfy the requirement are read.
    check(older, cut, Some("a"), &["wheel-unreadable"]);
    let severities = |name: &str, required: &str| {
        let drop = Dropped::default().and("a-2.0-py3-none-any.whl", good.clone()).and(name, cut.to_vec());
        let found = drop.and("requirements.txt", required).plan().findings;
        found.iter().map(|one| format!("{:?} {}", one.severity, one.code.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(severities(older, "a"), ["Warning wheel-unreadable"]);
    assert_eq!(severities("a-3.0-py3-none-any.whl", "a"), ["Error wheel-unreadable"]);
    // Then the requirement is missing, which is the error.
    assert_eq!(severities(older, "a<2"), ["Error requirement-missing", "Warning wheel-unreadable"]);
}

/// A wheel without a variant is preferred, then the null variant. Other variants are taken only if a
/// requirement names the file.
#[test]
fn variants() {
    const TAG: &str = "cp313-cp313-manylinux_2_17_x86_64";
    let plain = format!("a-1.0-{TAG}.whl");
    let [null, newer, cuda] = ["null", "x86_64_v3", "cu126"].map(|label| format!("a-1.0-{TAG}-{label}.whl"));
    let skipped = |wheel: &str| format!("info wheel-skipped {wheel}");
    choose(&[&plain, &newer], &[&plain], &[&skipped(&newer)]);
    choose(&[&plain, &null, &cuda], &[&plain], &[&skipped(&cuda), &skipped(&null)]);
    choose(&[&null, &newer], &[&null], &[&skipped(&newer)]);
    choose(&["a-1.0-py3-none-any.whl", &null], &["a-1.0-py3-none-any.whl"], &[&skipped(&null)]);
    choose(&[&newer], &[], &["error package-empty ", &format!("error wheel-variant {newer}")]);
    // A wheel for another architecture is incompatible, whatever its variant.
    let arm = "a-1.0-cp313-cp313-manylinux_2_17_aarch64-null.whl";
    choose(&[arm], &[], &["error package-empty ", &format!("error wheel-incompatible {arm}")]);
    // A requirement names the file. The label of the variant is stated as the reason.
    let named = |file: &str, wheels: &[&String]| {
        let drop = dropped("app/requirements.txt", format!("./{file}\n")).and("app/f.py", "x = 1\n");
        let drop = wheels.iter().fold(drop, |drop, filename| {
            let label = format!("{TAG}-{}", filename.trim_end_matches(".whl").rsplit('-').next().unwrap());
            let tag = if **filename == plain { TAG } else { label.as_str() };
            drop.and(format!("app/{filename}"), wheel("a", "1.0", tag).file("a.py", "x").bytes())
        });
        let plan = drop.plan();
        let sources: Vec<String> = plan.distributions.iter().map(|one| one.from.clone()).collect();
        (sources, plan.findings)
    };
    for (file, words) in [(&newer, "x86-64-v3"), (&cuda, "CUDA 12.6")] {
        let (sources, findings) = named(file, &[&plain, file]);
        assert_eq!(sources, [format!("app/{file}")], "{findings:#?}");
        assert_eq!(codes(&findings), [format!("warning wheel-variant app/{}", file.to_lowercase())]);
        assert!(findings[0].message.contains(words), "{findings:#?}");
    }
    let (sources, findings) = named(&plain, &[&plain, &newer]);
    assert_eq!((sources, codes(&findings)), (vec![format!("app/{plain}")], vec![]));
    // A requirement that states only the distribution does not select a variant.
    let drop = dropped("app/requirements.txt", "a\n").and("app/f.py", "x = 1\n");
    let drop = drop.and(
        format!("app/{newer}"),
        wheel("a", "1.0", &format!("{TAG}-x86_64_v3")).file("a.py", "x").bytes(),
    );
    let findings = drop.plan().findings;
    assert!(findings[0].message.contains("taken only if a requirement names the file"), "{findings:#?}");
    // A renamed wheel is recognised by its variant.json.
    let json = "{\"variants\": {\"x86_64_v3\": {\"x86_64\": {\"level\": [\"v3\"]}}}}";
    let renamed = wheel("a", "1.0", "py3-none-any").file("a.py", "x").info("variant.json", json);
    let findings = dropped(renamed.filename(), renamed.bytes()).plan().findings;
    assert_eq!(codes(&findings), ["warning wheel-variant a-1.0-py3-none-any.whl"]);
    let null = renamed.info("variant.json", "{\"variants\": {\"null\": {}}}");
    assert_eq!(codes(&dropped(null.filename(), null.bytes()).plan().findings), [""; 0]);
}
