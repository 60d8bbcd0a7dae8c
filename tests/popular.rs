//! Popular distributions, each packed with a function that uses it. There is no error and no finding
//! about a missing import, and awslambdaric really runs the function.

use crate::support::disk::Tools;
use crate::support::lambda::Lambda;
use crate::support::popular::{self, POPULAR};
use crate::support::target;
use wheelpress::finding::Severity;
use wheelpress::pack::Compression;

#[test]
fn good_packages() {
    let tools = Tools::find();
    let all = popular::wheels(&tools);
    let mut lambda = Lambda::start(&tools, 13);
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    assert!(POPULAR.len() >= 60);
    for (name, code) in POPULAR {
        let drop = all.clone().and("requirements.txt", format!("{name}\n")).and("app.py", popular::app(code));
        let packed = drop.try_pack(&target, Compression::Fast).unwrap();
        let wrong: Vec<_> = packed
            .plan
            .findings
            .iter()
            .filter(|one| one.severity == Severity::Error || one.code.as_str().starts_with("import-m"))
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        let answer = lambda.invoke(&packed, "app.handler");
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}
