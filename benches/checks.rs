//! Measures the cost of the checks: planning and packing with them, compared with the same without them. It runs
//! natively, on one thread, because no host can omit the checks: `cargo bench --bench checks`, called by `cargo xtask
//! bench`. Prints one JSON object per set: its name, and both times in seconds.

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/support/mod.rs"]
mod support;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::main();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::support::disk::{Scratch, Tools, run};
    use super::support::{Dropped, target};
    use std::path::PathBuf;
    use std::process::Command;
    use std::time::Instant;
    use wheelpress::pack::Compression;
    use wheelpress::plan::PlanContext;
    use wheelpress::source::ReadCache;
    use wheelpress::{plan, single_thread};

    const REPETITIONS: usize = 5;
    const WHEELS: [&[&str]; 6] =
        [&["numpy-2.5"], &["pandas-"], &["pytz-"], &["python_dateutil-"], &["six-"], &["tzdata-"]];
    /// A function that imports the libraries.
    const APP: &str = "import numpy, pandas\n\ndef handler(event, context):\n    return pandas.__version__\n";

    pub fn main() {
        let tools = Tools::find();
        let wheels: Vec<PathBuf> = WHEELS.iter().map(|parts| tools.wheel(&with_python(parts))).collect();
        let function = || Dropped::default().and("app.py", APP);
        figure("wheels", wheels.iter().fold(function(), |drop, wheel| drop.and_disk(wheel)));
        let scratch = Scratch::new("bench-checks");
        let tree = scratch.0.join("libraries");
        run(Command::new(tools.interpreter(13))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--no-index", "--no-deps", "--no-compile", "--target"])
            .arg(&tree)
            .args(&wheels));
        figure("a pip install --target tree", function().and_disk(&tree));
    }

    /// Adds the tags of Python 3.13 and x86_64 for libraries with native code: the cache has wheels for several
    /// versions.
    fn with_python<'a>(parts: &[&'a str]) -> Vec<&'a str> {
        let native = parts.iter().any(|part| part.starts_with("numpy") || part.starts_with("pandas"));
        if native { [parts, &["cp313-cp313", "x86_64"]].concat() } else { parts.to_vec() }
    }

    /// Measures both sides in turns. The first turn is only a warm-up.
    fn figure(name: &str, drop: Dropped) {
        let mut with = Vec::new();
        let mut without = Vec::new();
        for turn in 0..=REPETITIONS {
            let (ours, bare) = (seconds(&drop, true), seconds(&drop, false));
            if turn > 0 {
                with.push(ours);
                without.push(bare);
            }
        }
        let line = serde_json::json!({ "name": name, "with": median(with), "without": median(without) });
        println!("{line}");
    }

    fn seconds(drop: &Dropped, checked: bool) -> f64 {
        let mut drop = drop.clone();
        let mut target = target("python3.13");
        target.handler = Some("app.handler".into());
        let options = drop.options.clone();
        let start = Instant::now();
        let items = drop.items();
        let (cache, store) = (&mut ReadCache::default(), &mut drop.store);
        let context = &mut PlanContext { items: &items, target: &target, cache, store };
        let (compression, sink) = (Compression::Default, std::io::sink());
        let plan = if checked {
            single_thread::press(&options, compression, context, sink).unwrap().plan
        } else {
            let plan = single_thread::attempt(context, |context| plan::make(context, &options)).unwrap();
            single_thread::pack(&plan, compression, context.store, sink).unwrap();
            plan
        };
        assert!(!plan.has_errors(), "{:?}", plan.findings);
        start.elapsed().as_secs_f64()
    }

    fn median(mut seconds: Vec<f64>) -> f64 {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    }
}
