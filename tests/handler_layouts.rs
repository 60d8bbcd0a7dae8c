//! Layouts of real functions: the first handler that the plan suggests is the right one.

use crate::support::wheel::wheel;
use crate::support::{Dropped, target};

const H: &str = "def handler(event, context):\n    return 1\n";
const L: &str = "import json\ndef lambda_handler(event, context):\n    return json.dumps(event)\n";
/// A module without a handler.
const U: &str = "def load(path, mode='r'):\n    return open(path, mode)\n";
const MANGUM: &str = "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\n@app.get('/')\ndef root(): return 1\nhandler = Mangum(app)\n";
const TEST: &str = "import app\ndef test_handler(event, context): pass\ndef handler(event, context): pass\n";

type Layout = (&'static str, &'static [(&'static str, &'static str)]);

/// The right handler, and the dropped files. `.whl` stands for a wheel.
#[rustfmt::skip]
const LAYOUTS: &[Layout] = &[
    // One or two files.
    ("lambda_function.lambda_handler", &[("lambda_function.py", L)]),
    ("app.handler", &[("app.py", H)]),
    ("main.main", &[("main.py", "def main(event, context): pass\n")]),
    ("index.handler", &[("index.py", H), ("util.py", U)]),
    ("lambda_function.lambda_handler", &[("lambda_function.py", L), ("helpers.py", "def process(event, context): pass\n")]),
    ("handler.hello", &[("handler.py", "def hello(event, context): pass\n")]),
    ("resize.lambda_handler", &[("resize.py", L), ("test_resize.py", TEST)]),
    ("app.lambda_handler", &[("app.py", L), ("conftest.py", H)]),
    ("app.handler", &[("app.py", H), ("setup.py", H)]),
    ("app.handler", &[("app.py", H), ("wheels/a.whl", "")]),
    ("function.handler", &[("function.py", H), ("a.whl", ""), ("b.whl", "")]),
    ("lambda_function.lambda_handler", &[("f/lambda_function.py", L), ("f/requirements.txt", "")]),
    ("app.handler", &[("f/app.py", H), ("a.whl", ""), ("b.whl", "")]),
    ("main.lambda_handler", &[("f/main.py", L), ("f/config.py", "x = 1\n"), ("f/README.md", "")]),
    ("cleanup.lambda_handler", &[("f/cleanup.py", L), ("f/deploy.py", "import boto3\ndef deploy(name, region): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", L), ("f/__init__.py", "")]),
    // Handlers and modules with various names.
    ("send-mail.handler", &[("send-mail.py", H)]),
    ("backup.run", &[("f/backup.py", "def run(event, context): pass\n"), ("f/s3.py", U)]),
    ("slack.on_event", &[("f/slack.py", "def on_event(event, _context): pass\n"), ("f/client.py", U)]),
    ("api.lambda_handler", &[("f/api.py", format_helper()), ("f/models.py", U)]),
    ("app.handler", &[("f/app.py", "def handler(request, _): pass\n"), ("f/other.py", U)]),
    ("app.handler", &[("f/app.py", "def handler(event, context=None): pass\n")]),
    ("app.handler", &[("f/app.py", "def handler(*args): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", "def lambda_handler(event: dict, context) -> dict:\n    return event\n")]),
    ("app.lambda_handler", &[("f/app.py", "def lambda_handler(_, __): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", "@logger.inject_lambda_context\n@tracer.capture_lambda_handler\ndef lambda_handler(event, context): pass\n")]),
    ("app.handler", &[("f/app.py", "handler = lambda event, context: 1\n"), ("f/log.py", U)]),
    ("ec2.stop_handler", &[("f/ec2.py", "def stop(instance, force): pass\ndef stop_handler(event, context): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", "def process(event, context): pass\ndef lambda_handler(event, context): pass\n")]),
    ("app.handler", &[("f/app.py", "def error_handler(event, context): pass\ndef handler(event, context): pass\n")]),
    ("app.handler", &[("f/app.py", "import logging\ndef handler(event, context): pass\n"), ("f/a.py", "import logging\nhandler = logging.StreamHandler()\n")]),
    ("app.handler", &[("f/app.py", H), ("f/aaa.py", "async def handler(event, context): pass\n")]),
    // Web frameworks.
    ("main.handler", &[("f/main.py", MANGUM), ("f/requirements.txt", "")]),
    ("app.main.handler", &[("f/app/__init__.py", ""), ("f/app/main.py", MANGUM), ("f/app/routes.py", U), ("f/requirements.txt", "")]),
    ("app.app", &[("f/app.py", "from chalice import Chalice\napp = Chalice(app_name='x')\n@app.route('/')\ndef index(): return 1\n"), ("f/chalicelib/__init__.py", "")]),
    ("app.lambda_handler", &[("f/app.py", "import awsgi\nfrom flask import Flask\napp = Flask(__name__)\ndef lambda_handler(event, context): return awsgi.response(app, event, context)\n")]),
    ("wsgi_handler.handler", &[("f/wsgi_handler.py", H), ("f/app.py", "from flask import Flask\napp = Flask(__name__)\n")]),
    ("asgi.lambda_handler", &[("f/asgi.py", "from mangum import Mangum\nfrom site1 import app\nlambda_handler = Mangum(app)\n"), ("f/manage.py", "def main(): pass\n"), ("f/site1.py", "app = 1\n")]),
    ("lambda_function.lambda_handler", &[("f/lambda_function.py", "from ask_sdk_core.skill_builder import SkillBuilder\nsb = SkillBuilder()\nlambda_handler = sb.lambda_handler()\n")]),
    ("bot.handler", &[("f/bot.py", "from slack_bolt.adapter.aws_lambda import SlackRequestHandler\ndef handler(event, context): return SlackRequestHandler(app).handle(event, context)\n"), ("f/listeners/__init__.py", "def register(event, say): pass\n")]),
    // Folders.
    ("src.app.handler", &[("f/src/app.py", H), ("f/README.md", "")]),
    ("src.lambda_function.lambda_handler", &[("f/src/lambda_function.py", L), ("f/tests/test_it.py", TEST), ("f/tests/__init__.py", "")]),
    ("src.handler.handler", &[("f/src/handler.py", H), ("f/src/__init__.py", ""), ("f/src/lib/db.py", U), ("f/Makefile", "")]),
    ("handlers.create.handler", &[("f/handlers/create.py", H), ("f/handlers/__init__.py", ""), ("f/models/item.py", U), ("f/serverless.yml", "")]),
    ("lambda_function.lambda_handler", &[("f/lambda_function.py", L), ("f/src/core.py", "def handle(event, context): pass\n")]),
    ("lambda_function.lambda_handler", &[("f/lambda_function.py", "from pkg.main import lambda_handler\n"), ("f/pkg/__init__.py", ""), ("f/pkg/main.py", "def lambda_handler(event, context): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", L), ("f/scripts/run.py", H), ("f/docs/conf.py", U)]),
    ("app.lambda_handler", &[("f/app.py", L), ("f/events/event.json", "{}"), ("f/tests/unit/test_app.py", TEST), ("f/tests/app.py", L)]),
    ("hello_world.app.lambda_handler", &[("f/hello_world/app.py", L), ("f/hello_world/__init__.py", ""), ("f/template.yaml", ""), ("f/tests/unit/test_handler.py", TEST), ("f/events/event.json", "{}")]),
    ("lambda.index.handler", &[("f/lambda/index.py", H), ("f/app.py", "import aws_cdk\napp = aws_cdk.App()\n"), ("f/cdk.json", "{}"), ("f/stack/__init__.py", ""), ("f/stack/stack.py", "class Stack: pass\n")]),
    ("src.main.handler", &[("f/src/main.py", H), ("f/infra/main.py", H), ("f/infra/main.tf", "")]),
    ("functions.resize.app.lambda_handler", &[("f/functions/resize/app.py", L), ("f/functions/resize/requirements.txt", ""), ("f/template.yaml", "")]),
    ("package.app.handler", &[("f/package/app.py", H), ("f/package/__init__.py", ""), ("f/LICENSE", "")]),
    ("pkg.handler", &[("f/pkg/__init__.py", H), ("f/LICENSE", "")]),
    ("pkg.main.handler", &[("f/pkg/__init__.py", "from .main import handler\n"), ("f/pkg/main.py", H), ("f/LICENSE", "")]),
    ("service.api.handler.lambda_handler", &[("f/service/__init__.py", ""), ("f/service/api/__init__.py", ""), ("f/service/api/handler.py", L), ("f/service/db.py", U), ("f/LICENSE", "")]),
    // Beside tests and tools.
    ("app.handler", &[("f/app.py", H), ("f/app_test.py", TEST)]),
    ("app.handler", &[("f/app.py", H), ("f/tests.py", TEST)]),
    ("worker.process", &[("f/worker.py", "def process(event, context): pass\n"), ("f/test_worker.py", TEST), ("f/conftest.py", H)]),
    ("app.handler", &[("f/app.py", H), ("f/noxfile.py", "def tests(event, context): pass\n")]),
    ("app.handler", &[("f/app.py", H), ("f/examples/lambda_function.py", L)]),
    ("local_test.handler", &[("f/local_test.py", H)]),
    ("src.app.handler", &[("f/src/app.py", H), ("f/src/test_app.py", TEST), ("f/tools/handler.py", H)]),
    ("consumer.handler", &[("f/consumer.py", H), ("f/producer.py", U), ("f/test/handler.py", H)]),
    // Names of modules of the standard library.
    ("app.handler", &[("f/app.py", H), ("f/queue/handler.py", H)]),
    ("work.app.handler", &[("f/work/app.py", H), ("f/queue/app.py", H), ("f/LICENSE", "")]),
    ("app.handler", &[("f/app.py", H), ("f/json.py", H)]),
    ("app.handler", &[("f/app.py", H), ("f/logging/__init__.py", H)]),
    // Beside libraries.
    ("app.handler", &[("f/app.py", H), ("f/six.py", "x = 1\n"), ("f/six-1.0.dist-info/METADATA", "Name: six\nVersion: 1.0\n"), ("f/six-1.0.dist-info/RECORD", "six.py,,\n")]),
    ("app.handler", &[("f/app.py", H), ("libs/hook/__init__.py", H), ("libs/hook-1.0.dist-info/METADATA", "Name: hook\nVersion: 1.0\n"), ("libs/hook-1.0.dist-info/RECORD", "hook/__init__.py,,\n")]),
    ("my_function.lambda_handler", &[("my_function.py", L), ("wheels/a.whl", ""), ("requirements.txt", "a\n")]),
    ("app.handler", &[("f/app.py", H), ("f/vendored/hook.py", H)]),
    ("app.lambda_handler", &[("f/app.py", L), ("f/lib/handlers.py", "def error_handler(event, context): pass\n")]),
    ("app.lambda_handler", &[("f/app.py", L), ("f/shared/lambda_function.py", L)]),
    // Several handlers, of which one is suggested.
    ("get.handler", &[("f/get.py", H), ("f/put.py", H)]),
    ("handler.create", &[("f/handler.py", "def create(event, context): pass\ndef delete(event, context): pass\n")]),
    ("api.app.handler", &[("f/api/app.py", H), ("f/worker/app.py", H), ("f/template.yaml", "")]),
    ("lambda_handler.lambda_handler", &[("f/lambda_handler.py", L), ("f/main.py", "def main(event, context): pass\n")]),
    ("index.lambda_handler", &[("f/index.py", L), ("f/aaa.py", H)]),
    ("lambda_function.lambda_handler", &[("f/lambda_function.py", L), ("f/cfnresponse.py", "def send(event, context, status, data): pass\n")]),
    ("crhelper_function.handler", &[("f/crhelper_function.py", "from crhelper import CfnResource\nhelper = CfnResource()\n@helper.create\ndef create(event, context): pass\ndef handler(event, context): helper(event, context)\n")]),
    ("etl.main.run", &[("f/etl/__init__.py", ""), ("f/etl/main.py", "def run(event, context): pass\n"), ("f/etl/extract.py", "def extract(event_type, table): pass\n"), ("f/LICENSE", "")]),
];

const fn format_helper() -> &'static str {
    "from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n@app.get('/x')\ndef x(): return 1\ndef lambda_handler(event, context):\n    return app.resolve(event, context)\n"
}

fn handlers((_, files): &Layout) -> Vec<String> {
    let drop = files.iter().fold(Dropped::default(), |drop, (path, text)| match path.strip_suffix(".whl") {
        Some(stem) => {
            let (folder, name) = stem
                .rsplit_once('/')
                .map_or((String::new(), stem), |(folder, name)| (format!("{folder}/"), name));
            let wheel = wheel(name, "1.0", "py3-none-any").file(&format!("{name}.py"), H);
            drop.and(format!("{folder}{}", wheel.filename()), wheel.bytes())
        }
        None => drop.and(*path, *text),
    });
    drop.plan_for(&target("python3.13")).handlers
}

#[test]
fn the_first_is_the_right_one() {
    assert!(LAYOUTS.len() >= 80, "{}", LAYOUTS.len());
    let wrong = LAYOUTS.iter().filter_map(|layout| {
        let found = handlers(layout);
        (found.first().map(String::as_str) != Some(layout.0))
            .then(|| format!("{} is not first of {found:?}", layout.0))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.len() * 10 <= LAYOUTS.len(), "{} of {}: {wrong:#?}", wrong.len(), LAYOUTS.len());
    println!("{} of {} right; not {wrong:#?}", LAYOUTS.len() - wrong.len(), LAYOUTS.len());
}

#[test]
fn the_others_are_offered() {
    let check =
        |files: &'static [(&str, &str)], expected: &[&str]| assert_eq!(handlers(&("", files)), expected);
    check(&[("f/a.py", H), ("f/b.py", L)], &["b.lambda_handler", "a.handler"]);
    check(&[("f/a.py", H), ("f/tests/b.py", L)], &["a.handler"]);
    check(&[("f/tests/b.py", L)], &["tests.b.lambda_handler"]);
    check(&[("f/a.py", U)], &[]);
    // A handler that Lambda cannot find is never suggested.
    check(&[("f/queue/app.py", H), ("f/x.txt", "")], &[]);
    check(&[("f/json.py", H)], &[]);
    check(&[("f/app2.py", U), ("f/app2/main.py", H)], &[]);
    check(&[("f/app.py", "def handler(event, context, *, key): pass\ndef f(event): pass\n")], &[]);
    check(&[("f/app.py", "class A:\n  def handler(event, context): pass\n")], &[]);
}
