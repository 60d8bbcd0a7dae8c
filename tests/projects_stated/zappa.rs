//! Settings of Zappa.

use super::{check, projects};
use wheelpress::project::model::ProjectKind;

const SETTINGS: &str = r#"{
    "common": {
        "app_function": "shop.web.app",
        "aws_region": "eu-west-1",
        "project_name": "My Shop",
        "runtime": "python3.12",
        "s3_bucket": "zappa-shop",
        "exclude": ["tests", "*.md"],
        "environment_variables": {"NAME": "O'Neill \\ co", "LIMIT": 3},
        "events": [
            {"function": "shop.jobs.clean", "expression": "rate(1 hour)"},
            {"function": "shop.jobs.read", "event_source": {"arn": "arn:aws:s3:::in", "events": ["s3:ObjectCreated:*"]}}
        ]
    },
    "dev": {"extends": "common", "debug": false, "architecture": ["arm64"]},
    "jobs": {"extends": "dev", "lambda_handler": "shop.jobs.run", "layers": ["arn:aws:lambda:eu-west-1:1:layer:x:1"]},
    "slim": {"extends": "common", "slim_handler": true},
    "django": {"django_settings": "shop.settings"},
    "old": {"extends": "common", "runtime": "python3.6"},
    "none": {"runtime": "python3.12"},
    "own": {"runtime": "python3.12", "lambda_handler": "shop.web.run", "exclude": ["tests", "*.md"]},
    "bare": {"app_function": "app"},
    "circle": {"extends": "circle"}
}"#;

const PATHS: &str = "repo/shop/web.py repo/shop/tests/t.py repo/README.md repo/requirements.txt repo/handler.py \
                     repo/old.zip repo/wheels/six-1.0-py3-none-any.whl";

#[test]
fn each_stage_is_a_function() {
    let files = "[repo/shop/web.py repo/requirements.txt repo/wheels/six-1.0-py3-none-any.whl]";
    let with_handler =
        "[repo/shop/web.py repo/requirements.txt repo/handler.py repo/wheels/six-1.0-py3-none-any.whl]";
    let missing = |id: &str| format!("template-property The stage \"{id}\" has no \"app_function\"");
    check(
        PATHS,
        &[("repo/zappa_settings.json", SETTINGS)],
        ProjectKind::Zappa,
        &[
            &format!("common python3.12 x86_64 handler.lambda_handler {files}"),
            &format!("dev python3.12 arm64 handler.lambda_handler {files}"),
            &format!("jobs python3.12 arm64 shop.jobs.run {with_handler}"),
            &format!("own python3.12 x86_64 shop.web.run {with_handler}"),
            "slim: its slim handler fetches the code when it starts: run \"zappa package\" and drop its zip",
            "django: Zappa writes Django's application when it packs: run \"zappa package\" and drop its zip",
            "template-runtime The runtime \"python3.6\" of \"old\" is not known",
            &missing("none"),
            "template-property \"app_function\" of \"bare\" is \"app\", and not \"module.function\"",
            &missing("circle"),
        ],
    );
}

#[test]
fn what_zappa_writes_is_there() {
    let project = &projects(PATHS, &[("repo/zappa_settings.json", SETTINGS)])[0];
    let [_, dev, jobs, own] = &project.definitions[..] else { panic!("{project:#?}") };
    let names = |written: &[wheelpress::project::model::GeneratedFile]| -> Vec<String> {
        written.iter().map(|file| file.path.clone()).collect()
    };
    assert_eq!(names(&dev.written), ["repo/zappa_settings.py", "repo/handler.py"]);
    assert_eq!(names(&jobs.written), ["repo/zappa_settings.py"]);
    assert!(!own.written[0].text.contains("APP_MODULE"), "{}", own.written[0].text);
    assert_eq!((dev.name.as_deref(), dev.other_layers, jobs.other_layers), (Some("my-shop-dev"), 0, 1));
    assert_eq!(
        dev.written[0].text,
        "# Generated as Zappa does
APP_MODULE='shop.web'
APP_FUNCTION='app'
EXCEPTION_HANDLER=None
DEBUG=False
LOG_LEVEL='DEBUG'
BINARY_SUPPORT=True
CONTEXT_HEADER_MAPPINGS={}
DOMAIN=None
BASE_PATH=None
ENVIRONMENT_VARIABLES={'AWS_REGION': 'eu-west-1', 'NAME': 'O\\'Neill \\\\ co', 'LIMIT': '3'}
API_STAGE='dev'
PROJECT_NAME='my-shop'
SETTINGS_FILE=None
DJANGO_SETTINGS=None
AWS_EVENT_MAPPING={'arn:aws:s3:::in': 'shop.jobs.read'}
AWS_BOT_EVENT_MAPPING={}
COGNITO_TRIGGER_MAPPING={}
ASYNC_RESPONSE_TABLE=''
ADDITIONAL_TEXT_MIMETYPES=[]
"
    );
    assert_eq!(
        dev.written[1].text,
        "from zappa.handler import *\nfrom zappa.handler import lambda_handler\n"
    );
}

#[test]
fn without_a_word_about_it_the_project_is_called_as_its_folder() {
    let settings = "dev: {app_function: a.b, domain: null}\n";
    let project = &projects(
        "My_Shop-with-a-long-name/a.py",
        &[("My_Shop-with-a-long-name/zappa_settings.yml", settings)],
    )[0];
    let [dev] = &project.definitions[..] else { panic!("{project:#?}") };
    assert_eq!((dev.name.as_deref(), dev.target.runtime.as_str()), (None, "python3.14"));
    let text = &dev.written[0].text;
    assert!(
        text.contains("\nPROJECT_NAME='my-shop-with-a-'\n") && text.contains("\nDOMAIN=None\n"),
        "{text}"
    );
    assert!(text.contains("\nDEBUG=True\n"), "{text}");
}
