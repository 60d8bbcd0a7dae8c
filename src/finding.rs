//! Findings: problems with dropped items, or facts worth knowing. A finding is data, never an exception.

use crate::fix::Fix;
use crate::missing_library::MissingLibrary;
use serde::Serialize;

/// The severity of a finding. Errors stop packing unless the user allows errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The package would fail on Lambda, or must not be deployed.
    Error,
    /// The package may fail, or is probably not what the user wants.
    Warning,
    /// Worth knowing. No action is needed.
    Info,
}

/// One line per code: its variant, its severity, its kebab-case code and its default hint.
///
/// A code never changes its meaning. Findings of the same severity are reported in the order of this list: what could
/// not be read, what stops the function at once (syntax, handler), what does not fit the target, what is missing, and
/// the rest.
macro_rules! codes {
    ($($name:ident $severity:ident $code:literal $hint:literal)*) => {
        /// What a finding is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $code] $name),* }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// Returns the kebab-case code that users see.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code),* }
            }

            /// Returns the default severity. A finding can have another one.
            #[inline(always)]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),* }
            }

            /// Returns the default hint. A finding can have another one. Empty if no action is needed.
            #[inline(always)]
            pub fn hint(self) -> &'static str {
                match self { $(Code::$name => $hint),* }
            }
        }
    };
}

codes! {
    FileEmpty            Warning "file-empty"             "Check that the file was saved and copied whole"
    FileUnreadable       Error   "file-unreadable"        "Drop it again: it was moved, deleted or changed after it was dropped"
    SettingsInvalid      Error   "settings-invalid"       "Correct the file; docs/settings.md lists what each setting can be"
    SettingsUnknown      Warning "settings-unknown"       "Correct its spelling, or remove it"
    SettingsIgnored      Info    "settings-ignored"       "Keep one of them; one that is dropped by itself comes first"
    FilesSkipped         Info    "files-skipped"          "A line such as \"!name\" in .lambdaignore keeps them"
    IgnoreInvalid        Warning "ignore-invalid"         "Lines of .lambdaignore follow the syntax of .gitignore"
    IgnoreUnused         Info    "ignore-unused"          "Paths begin at the root of the package; correct the line, or remove it"
    FolderKept           Info    "folder-kept"            "Drop the folder alone to make it the root of the package"
    ProjectLayout        Info    "project-layout"         "What the function needs besides belongs into its package; or drop the folder of packages itself"
    VirtualenvSkipped    Info    "virtualenv-skipped"     "Remove the other one if this one is meant"
    VirtualenvEmpty      Error   "virtualenv-empty"       "Drop the whole virtualenv, with its lib folder"
    Sdist                Error   "sdist"                  "Build a wheel from it first: pip wheel --no-deps"
    ArchiveUnreadable    Error   "archive-unreadable"     "Make the zip again, or download it again"
    WheelUnreadable      Error   "wheel-unreadable"       "Download the wheel again"
    SyntaxError          Error   "syntax-error"           "Correct the file, or choose a runtime that can read it"
    SourceUnchecked      Info    "source-unchecked"       ""
    HandlerMalformed     Error   "handler-malformed"      "Write it as module.function: \"app.handler\" is the function \"handler\" of \"app.py\""
    HandlerMissingModule Error   "handler-missing-module" "Correct the handler, or drop the file too"
    HandlerMissingFunction Error "handler-missing-function" "Correct the handler, or define the function"
    HandlerUncallable    Error   "handler-uncallable"     "Define it as a function of two: def handler(event, context)"
    HandlerAsync         Warning "handler-async"          "Give it a plain function that calls asyncio.run"
    PackageNestedRoot    Error   "package-nested-root"    "Drop the folder's contents, not the folder"
    WheelFilenameInvalid Error   "wheel-filename-invalid" "Restore the name the wheel had where it was downloaded: name-version-python-abi-platform.whl"
    WheelRenamed         Warning "wheel-renamed"          "Restore the name the wheel had where it was downloaded: pip installs by it"
    WheelIncompatible    Error   "wheel-incompatible"     "Download the wheel for the target's runtime and architecture"
    WheelDistInfo        Error   "wheel-dist-info"        "Build or download the wheel again"
    WheelVersion         Error   "wheel-version"          "Only Wheel-Version 1.x can be installed"
    WheelScheme          Error   "wheel-scheme"           "Known schemes are purelib, platlib, headers, scripts and data"
    WheelSkipped         Info    "wheel-skipped"          ""
    WheelOlder           Warning "wheel-older"            "Remove the wheels you do not want"
    WheelDuplicate       Error   "wheel-duplicate"        "Remove the one you do not trust"
    WheelVariant         Warning "wheel-variant"          "Drop the wheel without a variant, or name this file in a requirements.txt if it is wanted all the same"
    MetadataName         Error   "metadata-name"          "Do not trust this wheel: download it again from where it was published"
    RequiresPython       Error   "requires-python"        "Choose another runtime, or drop a wheel of a version that supports this one"
    BytecodeForeign      Error   "bytecode-foreign"       "Drop the source instead, compile it with the target's Python, or choose its runtime"
    NativeNotElf         Error   "native-not-elf"         "Use a build for Linux"
    NativeWrongArchitecture Error "native-wrong-architecture" "Use a build for the target's architecture, or choose the other one"
    NativeMusl           Error   "native-musl"            "Use a manylinux wheel instead of a musllinux one"
    NativeWrongPython    Error   "native-wrong-python"    "Use a build for the target's Python, or choose its runtime"
    NativeGlibcTooNew    Error   "native-glibc-too-new"   "Use a wheel of an older manylinux, or build on the runtime's own Amazon Linux"
    NativeMissingLibrary Error   "native-missing-library" "Add the library to the folder lib, or use a wheel that brings it"
    ScriptLineEnds       Error   "script-line-ends"       "Save it with the line ends of Linux: dos2unix, or text eol=lf in .gitattributes"
    OpensslTooOld        Error   "openssl-too-old"        "Take an older version, or choose a newer runtime"
    HashMismatch         Error   "hash-mismatch"          "Do not trust this wheel: download it again, or lock again if you changed it yourself"
    HashMissing          Warning "hash-missing"           "Give every requirement a --hash, as pip demands once one has it"
    IndexMissing         Error   "index-missing"          "Name the index to ask, as in --index-url of requirements.txt"
    IndexUnreachable     Error   "index-unreachable"      "Try again; if the page may not read it, its server must allow this origin by CORS"
    IndexRefused         Error   "index-refused"          "Give the user name and the password or token that the index asks for"
    IndexInvalid         Error   "index-invalid"          "Check that the address is that of an index: it mostly ends in /simple/"
    FetchFailed          Error   "fetch-failed"           "Try again: what was fetched already is kept"
    DistributionYanked   Warning "distribution-yanked"    "Require another version: its authors took this one back"
    DistributionVulnerable Warning "distribution-vulnerable" "Require the version that fixes it"
    RequirementMissing   Error   "requirement-missing"    "Download the wheel for the target's runtime and architecture, and drop it too"
    RequirementConflict  Error   "requirement-conflict"   "Drop wheels of versions that agree, or change a requirement"
    RequirementUnsettled Error   "requirement-unsettled"  "Pin one of them, or drop fewer versions"
    RequirementInvalid   Error   "requirement-invalid"    "Correct the file, or make it again with the tool that wrote it"
    RequirementRepaired  Info    "requirement-repaired"   "Report it to the distribution's authors"
    RequirementUnsupported Error "requirement-unsupported" "Build or download a wheel of it and drop that: pip wheel --no-deps"
    RequirementCycle     Error   "requirement-cycle"      "Remove one of the references"
    RequirementsIgnored  Info    "requirements-ignored"   ""
    RequirementsEmpty    Info    "requirements-empty"     "Choose an extra or a dependency group, or leave the file out of the drop to pack every wheel"
    ExtraUnknown         Warning "extra-unknown"          "Correct its spelling, or remove it"
    RuntimeDeprecated    Info    "runtime-deprecated"     "Choose a newer runtime"
    RuntimeEnding        Info    "runtime-ending"         "Plan the move to a newer runtime"
    RuntimePreview       Info    "runtime-preview"        "Choose a released runtime for production"
    RuntimeExcluded      Info    "runtime-excluded"       "Pack them too when a version matters to you: the runtime's change without notice"
    RecordMissing        Error   "record-missing"         "Build or download the wheel again"
    RecordInvalid        Error   "record-invalid"         "Build or download the wheel again"
    RecordMissingFile    Error   "record-missing-file"    "Download the wheel again: files are missing from it"
    RecordUnlistedFile   Error   "record-unlisted-file"   "Do not trust this wheel: something was added to it after it was built"
    RecordNoHash         Error   "record-no-hash"         "Build the wheel again with a tool that hashes every file"
    RecordMismatch       Error   "record-mismatch"        "Do not trust this wheel: download it again from where it was published"
    InstalledMisnamed    Error   "installed-misnamed"     "Linux tells upper from lower case: rename it, or install the distribution again on Linux"
    InstalledMissing     Warning "installed-missing"      "Install the distribution again, or drop a wheel of it too, unless it was taken out on purpose"
    InstalledChanged     Warning "installed-changed"      "Install the distribution again, or drop a wheel of it too, unless you changed it yourself"
    EntryPointInvalid    Warning "entry-point-invalid"    "The script is left out; report it to the distribution's authors"
    EntryEncrypted       Error   "entry-encrypted"        "Make the zip without a password"
    EntryMethod          Error   "entry-method"           "Make the zip again with the deflate method"
    EntryCorrupt         Error   "entry-corrupt"          "Download or make the file again: its bytes are damaged"
    EntryOverlap         Error   "entry-overlap"          "Do not trust this archive: entries of honest zips lie one behind another"
    EntryHeader          Error   "entry-header"           "Do not trust this archive, or make it again: programs would unpack different files from it"
    EntryName            Error   "entry-name"             "Make the zip again with names in UTF-8"
    EntryFolder          Error   "entry-folder"           "Make the zip again: only names of folders end with a slash"
    EntrySpecial         Error   "entry-special"          "Only files, folders and symbolic links inside the package can be packed"
    PathUnsafe           Error   "path-unsafe"            "Do not trust this archive; the entry is left out"
    PathRepaired         Warning "path-repaired"          "Make the zip with forward slashes and relative paths"
    PathTooLong          Error   "path-too-long"          "Linux allows 255 bytes a name and 4,095 a path"
    PathCaseConflict     Warning "path-case-conflict"     "Lambda tells them apart, macOS and Windows do not: rename one"
    PathConflict         Error   "path-conflict"          "Remove one of the two"
    DistributionIncompatible Error "distribution-incompatible" "Drop a wheel for the target's runtime and architecture too: it replaces the installed one"
    DistributionElsewhere Info   "distribution-elsewhere" "Drop a wheel of it too if the function needs it all the same"
    CondaEnvironment     Warning "conda-environment"      "Use wheels instead, downloaded with pip download, or installed into a virtualenv"
    EditableInstall      Error   "editable-install"       "Drop the folder with its code too"
    EditableShipped      Info    "editable-shipped"       ""
    PthIgnored           Warning "pth-ignored"            "Drop the folder too, or copy what it has into the function"
    PthInlined           Info    "pth-inlined"            ""
    Slimmed              Info    "slimmed"                ""
    DistInfoKept         Info    "dist-info-kept"         ""
    BytecodeSkipped      Info    "bytecode-skipped"       ""
    DistributionReplaced Info    "distribution-replaced"  ""
    PathOverridden       Info    "path-overridden"        ""
    ImportMissing        Error   "import-missing"         "Drop a wheel that has it too"
    ImportShadowed       Warning "import-shadowed"        "Rename the file"
    ImportUnbundled      Info    "import-unbundled"       "Drop a wheel of it too: AWS advises to bundle it for production"
    ImportUnused         Info    "import-unused"          "Leave it out, unless something loads it by its name"
    MetadataMissing      Error   "metadata-missing"       "Add the distribution's dist-info again: drop its wheel, or install it anew"
    NameMissing          Error   "name-missing"           "Do without it, or choose a runtime that has it"
    SizeUnzipped         Error   "size-unzipped"          "Take out what is not needed: the distributions say what each would save"
    SizeDirectUpload     Info    "size-direct-upload"     "Upload it to S3, and let Lambda take it from there"
    SizeConsoleEditor    Info    "size-console-editor"    ""
    Secret               Warning "secret"                 "Leave it out by .lambdaignore, and let the function ask AWS Secrets Manager; replace what was shared"
    ModeUnreadable       Warning "mode-unreadable"        "The package made here has it right: mode 0644"
    ModeNotExecutable    Warning "mode-not-executable"    "The package made here has it right: mode 0755"
    NamespacePackage     Error   "namespace-package"      "Remove the __init__.py: a namespace package has none"
    DistInfoName         Warning "dist-info-name"         "Build the wheel again with a newer tool, or do not ask for its metadata"
    ZipFeature           Info    "zip-feature"            "The package made here does without"
    LayerWrongPython     Error   "layer-wrong-python"     "Choose the runtime of that folder, or drop what was installed for this one"
    LayerConflict        Warning "layer-conflict"         "Leave it out of the package, or remove it from the layer"
    RootStripped         Info    "root-stripped"          ""
    PackageEmpty         Error   "package-empty"          "Drop a function file, a folder, wheels or a virtualenv"
    TemplateInvalid      Error   "template-invalid"       "Correct the file at that line"
    TemplateDuplicate    Error   "template-duplicate"     "Remove one of the two, or give it a name of its own"
    TemplateLarge        Warning "template-large"         "Split it into nested stacks, or take out what is generated"
    TemplateCode         Error   "template-code"          "Correct the path, or drop the folder that has both"
    TemplateProperty     Error   "template-property"      "Write the value into the template, or give its parameter a default"
    TemplateRuntime      Error   "template-runtime"       "Choose a runtime from python3.8 to python3.15"
    TemplateLayer        Error   "template-layer"         "Correct the name, or take the reference out"
    StatementUnread      Info    "statement-unread"       "Drop the folder of a function"
    UrlInvalid           Error   "url-invalid"            "Copy the presigned URL again, all of it"
    UrlUnsigned          Error   "url-unsigned"           "Ask for a presigned URL to upload with, or use credentials"
    UrlMethod            Error   "url-method"             "Ask for a presigned URL of PutObject"
    UrlExpired           Error   "url-expired"            "Ask for a new one"
    UrlExpiresSoon       Warning "url-expires-soon"       "Ask for one that lasts longer, or upload at once"
    UrlNotYetValid       Warning "url-not-yet-valid"      "Check this computer's clock, and that of whoever made it"
    UrlRegion            Warning "url-region"             "Ask for one made for the bucket's own region, with the region in its host"
    UrlSignedHeaders     Error   "url-signed-headers"     "Give their values, or ask for a URL that signs the host alone"
    UrlSignedLength      Warning "url-signed-length"      "Ask for a URL that signs the host alone, unless it was made for this very package"
    UrlChecksumEmpty     Error   "url-checksum-empty"     "Ask for one made with requestChecksumCalculation: \"WHEN_REQUIRED\" and without a ChecksumAlgorithm"
    UrlChecksumFixed     Warning "url-checksum-fixed"     "Ask for one without a checksum, unless it was made for this very package"
    UrlSignatureV2       Warning "url-signature-v2"       "Ask for one of signature version 4: most buckets refuse the old one"
    UrlPlain             Warning "url-plain"              "Ask for an https URL: over http, others can read the package and the URL"
    PolicyInvalid        Error   "policy-invalid"         "Copy the form's URL and fields again, or ask for new ones"
    FormRedirect         Warning "form-redirect"          "Ask for a form with success_action_status instead, unless you can look into the bucket afterwards"
    TicketInvalid        Error   "ticket-invalid"         "Ask for a new ticket"
    UploadTooLarge       Error   "upload-too-large"       "Make the package smaller, or ask for an upload that allows more"
    UploadTooSmall       Error   "upload-too-small"       "Ask for an upload that allows less"
    DeployImage          Error   "deploy-image"           "Choose a function made from a zip, or create one: the kind cannot be changed"
    DeployArchitecture   Warning "deploy-architecture"    "Press the package for the function's architecture, unless the function is to run on the package's: the deploy sets it"
    DeployRuntime        Warning "deploy-runtime"         "Change the function's runtime too, or press the package for it"
    DeployHandler        Warning "deploy-handler"         "Change the function's handler too, or name the package's file as the function expects"
    DeployLayers         Warning "deploy-layers"          "Make the package smaller, or remove layers: unzipped, they share 262,144,000 bytes"
    DeployState          Warning "deploy-state"           "Wait until the function is active"
    DeployKey            Info    "deploy-key"             ""
    DeployReference      Info    "deploy-reference"       ""
    DeployInstances      Info    "deploy-instances"       ""
    DeploySame           Info    "deploy-same"            "Nothing needs to be sent"
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Finding {
    /// The severity.
    pub severity: Severity,
    /// The code, in kebab-case. Codes never change their meaning.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub code: Code,
    /// The item's path as dropped, or the entry's path in the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A sentence that describes the problem, without a final period. Its subject is in quotes.
    pub message: String,
    /// The line that the finding is about, in the file `path`. The first line is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The fix that the host can offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Alternatives to the fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub alternatives: Vec<Fix>,
    /// The libraries that are missing. `Plan.missing` has the missing libraries of all findings, and the commands that
    /// fetch them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub needs: Vec<MissingLibrary>,
}

impl Finding {
    /// Makes a finding with the default severity and hint of its code.
    // Inlined, like `severity` and `hint`: a module that reports a few codes then contains only their hints, not the
    // table of all hints.
    #[inline(always)]
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding::from_parts(code, code.severity(), code.hint(), path.into(), message.into())
    }

    fn from_parts(code: Code, severity: Severity, hint: &str, path: String, message: String) -> Finding {
        let hint = (!hint.is_empty()).then(|| hint.to_string());
        Finding {
            severity,
            code,
            path: Some(path),
            message,
            line: None,
            hint,
            fix: None,
            alternatives: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// Makes a finding that is not about an item or an entry.
    pub fn general(code: Code, message: impl Into<String>) -> Finding {
        Finding { path: None, ..Finding::new(code, "", message) }
    }

    /// Returns the finding with another severity.
    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// Returns the finding with another hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the finding with a line of its file. The first line is 1.
    pub fn line(mut self, line: u32) -> Finding {
        self.line = Some(line);
        self
    }

    /// Returns the finding with a fix.
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// Returns the finding with a fix, or without one.
    #[inline(never)]
    pub fn fix_if_any(mut self, fix: Option<Fix>) -> Finding {
        self.fix = fix;
        self
    }

    /// Returns the finding with an additional alternative to its fix.
    pub fn or_fix(mut self, fix: Fix) -> Finding {
        self.alternatives.push(fix);
        self
    }

    /// Returns the finding with the libraries that are missing.
    pub fn needs(mut self, needs: impl IntoIterator<Item = MissingLibrary>) -> Finding {
        self.needs = needs.into_iter().collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} stands twice");
            assert!(
                text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{text} is not kebab-case"
            );
            assert!(!code.hint().ends_with('.'), "{text}: hints have no period");
        }
    }
}
