import assert from "node:assert/strict";
import { test } from "node:test";
// @ts-expect-error: the build's own scripts have no types.
import { publicAddress, repositoryOf } from "./repository.mjs";

test("an address of git is named by https, without who may use it, and only if others can reach it", () => {
  const check = (remote: string, expected: string | undefined) => assert.equal(publicAddress(remote), expected, remote);
  check("https://git.example/team/wheelpress.git", "https://git.example/team/wheelpress.git");
  check("https://me:token@git.example/team/wheelpress/", "https://git.example/team/wheelpress");
  check("https://git.example:8443/wheelpress?token=abc#main", "https://git.example:8443/wheelpress");
  check("git@git.example:team/wheelpress.git", "https://git.example/team/wheelpress.git");
  check("git.example:/team/wheelpress", "https://git.example/team/wheelpress");
  check("ssh://git@git.example:2222/team/wheelpress.git", "https://git.example/team/wheelpress.git");
  check("git+ssh://git@git.example/team/wheelpress.git", "https://git.example/team/wheelpress.git");
  for (const local of [
    "",
    "/home/me/wheelpress",
    "../wheel.press:old",
    "./a.b:c",
    "C:\\Users\\me\\wheelpress",
    "C:/Users/me/wheelpress",
    "file:///home/me/wheelpress",
    "http://git.example/wheelpress",
    "git://git.example/wheelpress",
    "work:team/wheelpress.git",
    "me@10.0.0.7:wheelpress.git",
    "https://localhost/wheelpress",
    "https://127.0.0.1:8080/wheelpress",
    "https://[::1]/wheelpress",
    "https://git.example",
  ]) {
    check(local, undefined);
  }
});

test("Cargo.toml's repository counts before the clone's", async () => {
  const check = async (cargoToml: string, origin: string, expected: string | undefined) => {
    const { repository } = await repositoryOf(cargoToml, async () => origin);
    assert.deepEqual(repository, expected && { type: "git", url: expected });
  };
  const stated = '[package]\nname = "wheelpress"\nrepository = "https://git.example/stated"\n';
  await check(stated, "git@git.example:clone.git", "git+https://git.example/stated");
  await check('[package]\nname = "wheelpress"\n', "git@git.example:clone.git", "git+https://git.example/clone.git");
  await check('[package]\nname = "wheelpress"\n', "/srv/git/wheelpress", undefined);
});
