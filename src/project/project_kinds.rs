//! The table of files that state functions.

use super::model::ProjectKind;

/// Folders whose files are ignored: tools write them, or libraries bring them.
const SKIPPED: &[&str] =
    &[".aws-sam", ".serverless", ".terraform", "node_modules", "site-packages", ".venv", "venv", "vendor"];

/// Files that usually contain a function's handler (AWS Lambda developer guide and `sam init`: `lambda_function.py`,
/// `app.py`).
const HANDLER_FILES: &[&str] = &["lambda_function.py", "app.py", "handler.py", "main.py", "index.py"];

/// How a file is recognized by its path.
enum Name {
    /// A file with this name.
    Is(&'static str),
    /// A file whose name ends with this text.
    EndsWith(&'static str),
    /// A folder name and a file name: a file with this name in a folder with that name.
    In(&'static str, &'static str),
    /// A folder name, the prefix of subfolder names, and a suffix: a file whose name has this suffix. It lies in a
    /// folder with that name, or in subfolders of it whose names begin with the prefix.
    InEndsWith(&'static str, &'static str, &'static str),
}

/// Files that state functions. The first line that matches a path counts.
const STATEMENTS: &[(Name, ProjectKind)] = &[
    // Each stage has a folder of its own (aws-cdk, `cx-api`: `CloudAssemblyBuilder.createNestedAssembly`).
    (Name::InEndsWith("cdk.out", "assembly-", ".template.json"), ProjectKind::Cdk),
    (Name::Is("template.yaml"), ProjectKind::Template),
    (Name::Is("template.yml"), ProjectKind::Template),
    (Name::Is("template.json"), ProjectKind::Template),
    (Name::Is("cloudformation.yaml"), ProjectKind::Template),
    (Name::Is("cloudformation.yml"), ProjectKind::Template),
    (Name::Is("cloudformation.json"), ProjectKind::Template),
    (Name::Is("sam.yaml"), ProjectKind::Template),
    (Name::Is("sam.yml"), ProjectKind::Template),
    (Name::Is("serverless.yml"), ProjectKind::Serverless),
    (Name::Is("serverless.yaml"), ProjectKind::Serverless),
    (Name::Is("serverless.json"), ProjectKind::Serverless),
    (Name::Is("zappa_settings.json"), ProjectKind::Zappa),
    (Name::Is("zappa_settings.yaml"), ProjectKind::Zappa),
    (Name::Is("zappa_settings.yml"), ProjectKind::Zappa),
    (Name::In(".chalice", "config.json"), ProjectKind::Chalice),
    (Name::EndsWith(".tf"), ProjectKind::Terraform),
    (Name::EndsWith(".tf.json"), ProjectKind::Terraform),
    // Values of variables that Terraform loads by itself.
    (Name::Is("terraform.tfvars"), ProjectKind::Terraform),
    (Name::Is("terraform.tfvars.json"), ProjectKind::Terraform),
    (Name::EndsWith(".auto.tfvars"), ProjectKind::Terraform),
    (Name::EndsWith(".auto.tfvars.json"), ProjectKind::Terraform),
];

/// Settings of the SAM CLI. They can name a template whose name is not a usual one.
const SETTINGS: &[Name] =
    &[Name::Is("samconfig.toml"), Name::Is("samconfig.yaml"), Name::Is("samconfig.yml")];

/// Files that state functions in a form that is not supported, and what to do instead.
const NOT_UNDERSTOOD: &[(Name, ProjectKind, &str)] = &[
    (Name::Is("serverless.ts"), ProjectKind::Serverless, PRINTED),
    (Name::Is("serverless.js"), ProjectKind::Serverless, PRINTED),
    (Name::Is("zappa_settings.py"), ProjectKind::Zappa, "Drop the zip that \"zappa package\" writes"),
    (Name::Is("zappa_settings.toml"), ProjectKind::Zappa, "Drop the zip that \"zappa package\" writes"),
    (Name::Is("cdk.json"), ProjectKind::Cdk, "Run \"cdk synth\", and drop the folder cdk.out too"),
    (Name::Is("Pulumi.yaml"), ProjectKind::Pulumi, "It is a program: drop the folder of a function"),
    (Name::Is("Pulumi.yml"), ProjectKind::Pulumi, "It is a program: drop the folder of a function"),
];

const PRINTED: &str = "It is a program: drop what \"serverless print\" writes, as serverless.yml";

/// Returns the kind of statement of a file, determined by its path.
pub fn project_kind(path: &str) -> Option<ProjectKind> {
    STATEMENTS.iter().find(|(name, _)| fits(name, path)).map(|(_, statement)| *statement)
}

/// Whether a file usually contains a function's handler and is not in an ignored folder.
pub fn may_be_handler(path: &str) -> bool {
    HANDLER_FILES.iter().any(|name| fits(&Name::Is(name), path))
}

/// Whether a file contains settings of the SAM CLI.
pub fn is_settings(path: &str) -> bool {
    SETTINGS.iter().any(|name| fits(name, path))
}

/// Returns regular expressions for the names in the tables. All whole names are combined into one expression, because
/// the page has the expressions before anything is dropped.
pub fn patterns() -> Vec<String> {
    let stating = STATEMENTS.iter().map(|(name, _)| name).chain(NOT_UNDERSTOOD.iter().map(|(name, ..)| name));
    let (whole, others): (Vec<&Name>, Vec<&Name>) =
        stating.chain(SETTINGS).partition(|name| matches!(name, Name::Is(_)));
    let names = whole.into_iter().map(|name| match name {
        Name::Is(whole) => escaped(whole),
        _ => String::new(),
    });
    let whole = format!("(?:^|/)(?:{})$", names.collect::<Vec<_>>().join("|"));
    std::iter::once(whole).chain(others.into_iter().map(pattern)).collect()
}

/// Returns a regular expression for the files that usually contain a function's handler.
pub fn handler_pattern() -> String {
    let names: Vec<String> = HANDLER_FILES.iter().map(|name| pattern(&Name::Is(name))).collect();
    names.join("|")
}

fn escaped(text: &str) -> String {
    text.replace('.', "\\.")
}

fn pattern(name: &Name) -> String {
    match name {
        Name::Is(whole) => format!("(?:^|/){}$", escaped(whole)),
        Name::EndsWith(end) => format!("{}$", escaped(end)),
        Name::In(folder, whole) => format!("(?:^|/){}/{}$", escaped(folder), escaped(whole)),
        Name::InEndsWith(folder, inner, end) => {
            let [folder, inner, end] = [folder, inner, end].map(|text| escaped(text));
            format!("(?:^|/){folder}/(?:{inner}[^/]*/)*[^/]*{end}$")
        }
    }
}

/// Returns what to do about a file that states functions in a form that is not supported.
pub fn not_understood(path: &str) -> Option<(ProjectKind, &'static str)> {
    NOT_UNDERSTOOD.iter().find(|(name, ..)| fits(name, path)).map(|(_, statement, hint)| (*statement, *hint))
}

fn fits(name: &Name, path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    if folders.split('/').any(|folder| SKIPPED.contains(&folder)) {
        return false;
    }
    let is_in = |folder: &str| folders.rsplit('/').next() == Some(folder);
    match name {
        Name::Is(whole) => file == *whole && !is_in("cdk.out"),
        Name::EndsWith(end) => file.ends_with(end),
        Name::In(folder, whole) => is_in(folder) && file == *whole,
        Name::InEndsWith(folder, inner, end) => {
            let outer = folders.rsplit('/').find(|name| !name.starts_with(inner));
            outer == Some(folder) && file.ends_with(end)
        }
    }
}
