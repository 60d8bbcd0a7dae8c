//! Popular distributions, and code that uses each.

use super::Dropped;
use super::disk::Tools;
use std::path::{Path, PathBuf};

/// The requirements in requirements.txt, and code that uses the distribution and assigns something to
/// `value`.
#[rustfmt::skip]
pub const POPULAR: &[(&str, &str)] = &[
    ("aiohttp",            "import aiohttp\nfrom aiohttp import web\nvalue = web.Application"),
    ("annotated-types",    "import annotated_types\nvalue = annotated_types.Gt(1)"),
    ("anyio",              "import anyio\nasync def two(): return 2\nvalue = anyio.run(two)"),
    ("arrow",              "import arrow\nvalue = arrow.get(0).isoformat()"),
    ("attrs",              "import attr\nfrom attrs import define\n@define\nclass A:\n    x: int\nvalue = A(1)"),
    ("aws-lambda-powertools", "from aws_lambda_powertools import Logger\nvalue = Logger(service='x')"),
    ("bcrypt",             "import bcrypt\nvalue = bcrypt.hashpw(b'x', bcrypt.gensalt(4))"),
    ("beautifulsoup4",     "from bs4 import BeautifulSoup\nvalue = BeautifulSoup('<a>x</a>', 'html.parser').a.text"),
    ("black",              "import black\nvalue = black.format_str('x=1', mode=black.Mode())"),
    ("blinker",            "from blinker import signal\nvalue = signal('x')"),
    ("cachetools",         "from cachetools import TTLCache, cached\nvalue = TTLCache(1, 1)"),
    ("certifi",            "import certifi\nvalue = certifi.where()"),
    ("cffi",               "from cffi import FFI\nvalue = FFI().sizeof('int')"),
    ("charset-normalizer", "from charset_normalizer import from_bytes\nvalue = from_bytes(b'x').best()"),
    ("click",              "import click\n@click.command()\ndef main(): pass\nvalue = main.name"),
    ("cryptography",       "from cryptography.fernet import Fernet\nvalue = Fernet.generate_key()"),
    ("dnspython",          "import dns.name\nimport dns.rdatatype\nvalue = dns.name.from_text('a.b')"),
    ("fastapi",            "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef root(): return 1\nvalue = app.title"),
    ("flask",              "from flask import Flask, jsonify\napp = Flask(__name__)\nvalue = app.name"),
    ("fsspec",             "import fsspec\nvalue = fsspec.filesystem('memory')"),
    ("google-auth",        "import google.auth\nfrom google.oauth2 import service_account\nvalue = service_account.Credentials"),
    ("greenlet",           "import greenlet\nvalue = greenlet.getcurrent()"),
    ("h11",                "import h11\nvalue = h11.Connection(h11.CLIENT)"),
    ("httpx",              "import httpx\nvalue = httpx.Client().timeout"),
    ("idna",               "import idna\nvalue = idna.encode('ü.de')"),
    ("isodate",            "import isodate\nvalue = isodate.parse_duration('PT1S')"),
    ("itsdangerous",       "from itsdangerous import URLSafeSerializer\nvalue = URLSafeSerializer('k').dumps(1)"),
    ("jedi",               "import jedi\nvalue = jedi.Script('import os').complete(1, 9)[:1]"),
    ("jinja2",             "from jinja2 import Template, Environment\nvalue = Template('{{ a }}').render(a=1)"),
    ("jsonschema",         "import jsonschema\nvalue = jsonschema.validate(1, {'type': 'integer'})"),
    ("lxml",               "from lxml import etree\nimport lxml.html\nvalue = etree.fromstring('<a/>').tag"),
    ("mangum",             "from mangum import Mangum\nvalue = Mangum"),
    ("markdown-it-py",     "from markdown_it import MarkdownIt\nvalue = MarkdownIt().render('*x*')"),
    ("marshmallow",        "from marshmallow import Schema, fields\nclass S(Schema):\n    x = fields.Int()\nvalue = S().load({'x': 1})"),
    ("more-itertools",     "from more_itertools import chunked\nvalue = list(chunked([1, 2], 1))"),
    ("msgpack",            "import msgpack\nvalue = msgpack.packb({'a': 1})"),
    ("multidict",          "from multidict import MultiDict\nvalue = MultiDict(a=1)"),
    ("numpy",              "import numpy as np\nfrom numpy import linalg\nvalue = float(linalg.det(np.eye(3)))"),
    ("openpyxl",           "from openpyxl import Workbook\nfrom openpyxl.styles import Font\nvalue = Workbook().active.title"),
    ("orjson",             "import orjson\nvalue = orjson.dumps({'a': 1})"),
    ("packaging",          "from packaging.version import Version\nvalue = Version('1.0')"),
    ("pandas",             "import pandas as pd\nfrom pandas import DataFrame\nvalue = int(DataFrame({'a': [1, 2]}).a.sum())"),
    ("pillow",             "from PIL import Image, ImageDraw\nvalue = Image.new('RGB', (1, 1)).size"),
    ("platformdirs",       "import platformdirs\nvalue = platformdirs.user_cache_dir('x')"),
    ("protobuf",           "from google.protobuf import timestamp_pb2, json_format\nvalue = timestamp_pb2.Timestamp()"),
    ("psutil",             "import psutil\nvalue = psutil.cpu_count()"),
    ("psycopg2-binary",    "import psycopg2\nimport psycopg2.extras\nvalue = psycopg2.__version__"),
    ("pydantic",           "from pydantic import BaseModel, Field\nclass M(BaseModel):\n    x: int = Field(1)\nvalue = M().model_dump()"),
    ("pygments",           "from pygments import highlight\nfrom pygments.lexers import PythonLexer\nvalue = PythonLexer().name"),
    ("pyjwt",              "import jwt\nvalue = jwt.encode({'a': 1}, 'k' * 32, algorithm='HS256')"),
    ("pymongo",            "import bson\nfrom pymongo import MongoClient\nvalue = bson.encode({'a': 1})"),
    ("pymysql",            "import pymysql\nimport pymysql.cursors\nvalue = pymysql.cursors.DictCursor"),
    ("pynacl",             "import nacl.utils\nfrom nacl.secret import SecretBox\nvalue = nacl.utils.random(8)"),
    ("pyparsing",          "import pyparsing as pp\nvalue = pp.Word(pp.nums).parse_string('1')"),
    ("pytest",             "import pytest\nvalue = pytest.__version__"),
    ("python-dotenv",      "from dotenv import dotenv_values\nvalue = dotenv_values('.none')"),
    ("python-json-logger", "from pythonjsonlogger import jsonlogger\nvalue = jsonlogger.JsonFormatter()"),
    ("pytz",               "import pytz\nvalue = pytz.timezone('Europe/Berlin')"),
    ("pyyaml",             "import yaml\nvalue = yaml.safe_load('a: 1')"),
    ("redis",              "import redis\nvalue = redis.Redis(host='x')"),
    ("requests",           "import requests\nfrom requests.adapters import HTTPAdapter\nvalue = requests.Session()"),
    ("rich",               "from rich.table import Table\nvalue = Table().title"),
    ("setuptools",         "import setuptools\nvalue = setuptools.__version__"),
    ("simplejson",         "import simplejson\nvalue = simplejson.dumps(1)"),
    ("slack-sdk",          "from slack_sdk import WebClient\nvalue = WebClient(token='x')"),
    ("sqlalchemy",         "from sqlalchemy import create_engine, text\nvalue = create_engine('sqlite://')"),
    ("starlette",          "from starlette.applications import Starlette\nvalue = Starlette()"),
    ("structlog",          "import structlog\nvalue = structlog.get_logger()"),
    ("tabulate",           "from tabulate import tabulate\nvalue = tabulate([[1]])"),
    ("tenacity",           "from tenacity import retry, stop_after_attempt\nvalue = retry(stop=stop_after_attempt(1))"),
    ("tomlkit",            "import tomlkit\nvalue = tomlkit.parse('a = 1')['a']"),
    ("tqdm",               "from tqdm import tqdm\nvalue = tqdm.__name__"),
    ("typing-extensions",  "from typing_extensions import TypedDict\nvalue = TypedDict"),
    ("ujson",              "import ujson\nvalue = ujson.dumps(1)"),
    ("websocket-client",   "import websocket\nvalue = websocket.WebSocket()"),
    ("werkzeug",           "from werkzeug.utils import secure_filename\nvalue = secure_filename('a/b')"),
    ("wrapt",              "import wrapt\nvalue = wrapt.ObjectProxy(1)"),
    ("xmltodict",          "import xmltodict\nvalue = xmltodict.parse('<a>1</a>')"),
    ("yarl",               "from yarl import URL\nvalue = URL('http://a/b').path"),
    ("zope.interface",     "from zope.interface import Interface\nvalue = Interface"),
];

/// Returns the text of `app.py` for such code.
pub fn app(code: &str) -> String {
    format!("{code}\n\n\ndef handler(event, context):\n    return type(value).__name__\n")
}

/// Drops all wheels that may be chosen for python3.13.
pub fn wheels(tools: &Tools) -> Dropped {
    paths(tools).iter().fold(Dropped::default(), |drop, path| drop.and_disk(path))
}

/// Returns the paths of these wheels.
pub fn paths(tools: &Tools) -> Vec<PathBuf> {
    listed(&tools.wheels, include_str!("../wheels.txt"))
}

/// Returns the paths of the additional wheels for `more_popular`.
pub fn more_paths(tools: &Tools) -> Vec<PathBuf> {
    listed(&tools.popular(), include_str!("../popular.txt"))
}

fn listed(folder: &Path, table: &str) -> Vec<PathBuf> {
    let names = table.lines().filter_map(|line| line.split(' ').next());
    let names = names.filter(|name| name.ends_with(".whl") && !name.contains("cp311-cp311"));
    names.map(|name| folder.join(name)).collect()
}
