//! Handlers that are written by a click.

use crate::support::{Dropped, dropped, target};
use wheelpress::fix::Fix;

/// If no file has a handler, one is written. For a web application, it calls the application.
#[test]
fn written_handlers() {
    #[track_caller]
    fn written(drop: Dropped, handler: &str, path: &str, text: &str) {
        let mut target = target("python3.13");
        target.handler = Some(handler.to_string());
        let plan = drop.clone().plan_for(&target);
        let fix = Fix::Write { path: path.to_string(), text: text.to_string() };
        let finding =
            plan.findings.iter().find(|finding| finding.code.as_str().starts_with("handler-missing"));
        assert_eq!(finding.and_then(|finding| finding.fix.as_ref()), Some(&fix), "{:#?}", plan.findings);
        // The written function is recognised as a handler, and is the best candidate.
        let plan = drop.and(path, text).plan_for(&target);
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".py")).unwrap();
        assert_eq!(plan.handlers, [format!("{name}.lambda_handler")]);
    }
    const DEFAULT: &str = "lambda_function.lambda_handler";
    let fastapi = "from fastapi import FastAPI\n\napi = FastAPI(title=\"shop\")\n";
    let mangum = "import mangum\n\nfrom main import api\n\nlambda_handler = mangum.Mangum(api)\n";
    written(dropped("shop/main.py", fastapi), DEFAULT, "shop/lambda_function.py", mangum);
    written(dropped("main.py", fastapi), "main2.handler", "lambda_function.py", mangum);
    let flask = || dropped("shop/web/site.py", "import flask\n\napp = flask.Flask(__name__)\n");
    let apig = "import apig_wsgi\n\nfrom web.site import app\n\nlambda_handler = apig_wsgi.make_lambda_handler(app)\n";
    written(flask(), DEFAULT, "shop/lambda_function.py", apig);
    // The adapter that the package contains.
    let serverless = "import serverless_wsgi\n\nfrom web.site import app\n\n\ndef lambda_handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)\n";
    let with =
        |drop: Dropped| drop.and("shop/serverless_wsgi.py", "def handle_request(app, event, context): ...\n");
    written(with(flask()), DEFAULT, "shop/lambda_function.py", serverless);
    // A function that makes the application is called once, if it can be called without arguments.
    let factory = |body: &str| format!("from flask import Flask\n\ndef create_app(config=None):\n{body}");
    let made = "import apig_wsgi\n\nfrom web import create_app\n\napplication = create_app()\n\nlambda_handler = apig_wsgi.make_lambda_handler(application)\n";
    for body in [
        "    return Flask(__name__)\n",
        "    app = Flask(__name__)\n    app.config.update(config or {})\n    return app\n",
        "    app: Flask = Flask(__name__)\n    return app\n\nif __name__ == '__main__':\n    create_app().run()\n",
    ] {
        written(dropped("shop/web.py", factory(body)), DEFAULT, "shop/lambda_function.py", made);
    }
    let once = "import serverless_wsgi\n\nfrom web import create_app\n\napplication = create_app()\n\n\ndef lambda_handler(event, context):\n    return serverless_wsgi.handle_request(application, event, context)\n";
    written(
        with(dropped("shop/web.py", factory("    return Flask(__name__)\n"))),
        DEFAULT,
        "shop/lambda_function.py",
        once,
    );
    let asgi = "from fastapi import FastAPI\n\ndef make():\n    return FastAPI()\n";
    let mangum = "import mangum\n\nfrom main import make\n\napplication = make()\n\nlambda_handler = mangum.Mangum(application)\n";
    written(dropped("shop/main.py", asgi), DEFAULT, "shop/lambda_function.py", mangum);
    // If the module has made the application at its top level, that one is taken instead.
    let both = format!("{}\nsite = create_app()\n", factory("    return Flask(__name__)\n"));
    let apig =
        "import apig_wsgi\n\nfrom web import site\n\nlambda_handler = apig_wsgi.make_lambda_handler(site)\n";
    written(dropped("shop/web.py", both), DEFAULT, "shop/lambda_function.py", apig);
    // If nothing is known to call, an empty handler is written for the user to complete. No existing
    // file is overwritten.
    let plain = "def lambda_handler(event, context):\n    # Call your code here, and return its answer.\n    return None\n";
    written(dropped("shop/work.py", "print(1)\n"), DEFAULT, "shop/lambda_function.py", plain);
    for no_factory in [
        "from flask import Flask\n\ndef create_app(config):\n    return Flask(__name__)\n",
        "from flask import Flask\n\ndef create_app(*, config):\n    return Flask(__name__)\n",
        "from flask import Flask\n\nasync def create_app():\n    return Flask(__name__)\n",
        "from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n    return 1\n",
        "from flask import Flask\n\nclass Site:\n    def create_app(self=None):\n        return Flask(__name__)\n",
    ] {
        written(dropped("shop/web.py", no_factory), DEFAULT, "shop/lambda_function.py", plain);
    }
    let taken = dropped("shop/lambda_function.py", "print(1)\n");
    written(taken, DEFAULT, "shop/lambda_handler.py", plain);
}

/// A handler that is async is called by one that waits for its result.
#[test]
fn a_handler_that_waits() {
    let written = |drop: Dropped, path: &str, module: &str| {
        let text = format!(
            "import asyncio\n\nimport {module}\n\n\ndef lambda_handler(event, context):\n    return asyncio.run({module}.handler(event, context))\n"
        );
        let fix = Fix::Write { path: path.to_string(), text: text.clone() };
        let mut target = target("python3.13");
        target.handler = Some(format!("{module}.handler"));
        let plan = drop.clone().plan_for(&target);
        assert_eq!(
            plan.findings.first().and_then(|one| one.fix.as_ref()),
            Some(&fix),
            "{:#?}",
            plan.findings
        );
        let likeliest = drop.and(path, text).plan_for(&target).handlers.swap_remove(0);
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".py")).unwrap();
        assert_eq!(likeliest, format!("{name}.lambda_handler"));
    };
    let source = "async def handler(event, context):\n    return 1\n";
    written(dropped("shop/app.py", source), "shop/lambda_function.py", "app");
    written(dropped("shop/lambda_function.py", source), "shop/lambda_handler.py", "lambda_function");
}
