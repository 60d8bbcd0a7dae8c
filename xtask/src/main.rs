//! `cargo xtask`: all tasks of this repository, from the setup to the tests.

mod bench;
mod build;
mod command;
mod docs;
mod fingerprint;
mod fuzz;
mod paths;
mod pictures;
mod reproducible;
mod serve;
mod setup;
mod test;

use anyhow::{Result, bail};

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  setup [build|test]  install what building (or testing, the default) needs and is missing
  build [MODULE...]   write dist/: npm, site, extension and wheelpress.html; tell what each file of the site weighs;
                      compile only these modules of www/build/payload.json, if any is named
  serve [--port N]    build, then serve the page on this machine
  test [PART...]      build and run every test, or only these parts:
                      fmt clippy rust wasm ts node docs payload e2e reproducible
  test quick          run what needs no browser, server or Python
  docs                build, then write the references: target/doc of the crate, target/reference of the npm package
  bench [ARG...]      build and run the benchmarks in Chromium
  pictures            write pictures of the page in all its states, those of the README among them
  fuzz TARGET [ARG...] build and run a fuzz target, such as \"archive\", with libFuzzer's arguments

Tools and downloads are kept in $WHEELPRESS_CACHE, or $XDG_CACHE_HOME/wheelpress, or
~/.cache/wheelpress.";

fn docs() -> Result<()> {
    let setup = setup::for_build()?;
    build::build(&setup)?;
    docs::docs(&setup)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = dispatch(&args) {
        eprintln!("\nerror: {error:#}");
        std::process::exit(1);
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        println!("{USAGE}");
        return Ok(());
    };
    match command.as_str() {
        "setup" => match rest.first().map(String::as_str) {
            None | Some("test") => setup::for_test().map(drop),
            Some("build") => setup::for_build().map(drop),
            Some(other) => bail!("\"{other}\" cannot be set up; say \"build\" or \"test\""),
        },
        "build" => build::build_only(&setup::for_build()?, rest),
        "serve" => serve::serve(rest),
        "test" => test::test(rest),
        "docs" => docs(),
        "bench" => bench::bench(rest),
        "pictures" => pictures::write(),
        "fuzz" => fuzz::fuzz(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("\"{other}\" is not a command of xtask\n\n{USAGE}"),
    }
}
