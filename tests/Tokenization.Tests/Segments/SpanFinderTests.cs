using Shouldly;
using TransformerService.Tokenization.Segments.Spans;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class SpanFinderTests
{
    private static readonly string _key = string.Concat(Enumerable.Repeat("aGVsbG8gd29ybGQ", 7));

    /// <summary>A text, and its spans in order.</summary>
    public static TheoryData<string, string[]> Texts =>
        new()
        {
            { "See https://example.com/a?b=1&c=2#d, please.", ["https://example.com/a?b=1&c=2#d"] },
            { "(see http://x.org/a_(b)).", ["http://x.org/a_(b))"] },
            { "Go to www.example.com.", ["www.example.com"] },
            { "example.com is down", ["example.com"] },
            { "{$user->name} and %name% or %%name%% in __init__, 50 % of the 30%", ["{$user->name}", "%name%", "%%name%%", "__init__"] },
            { "%sand%s %d%d %ld%% %zu%% took %ld%.2f", ["%s", "%s", "%d%d", "%ld%%", "%zu%%", "%ld%.2f"] },
            { "0xDEADBEEF of @github, by AT&T and H&M", ["0xDEADBEEF", "@github", "AT&T", "H&M"] },
            { "call fooBar, foo() or Foo.Bar(), std::vector, GPT-4o", ["fooBar", "foo()", "Foo.Bar()", "std::vector", "GPT-4o"] },
            { "Cats & dogs (two) of McDonald, YouTube, iPhone, mRNA, jedeR, BLACK&WHITE", [] },
            { "use (fooBar), \"parseText\": toString. or userId", ["fooBar", "parseText", "toString", "userId"] },
            { "Use Rust 1.71, GNU Binutils 2.42 and glibc 2.36 (Fig. 1.2).", ["1.71", "2.42", "2.36", "1.2"] },
            { "In Paris 2.5 million pay 3.5 % of 1.5 dogs. About 2.5", [] },
            { "Section 2.3 and version 1.0 at 1.5:", ["2.3", "1.0"] },
            { "Letztes Jahr haben in Deutschland 1.200 Menschen für Miete 1.200 Euro bezahlt, am Montag 9.30 Uhr", [] },
            { "They build 1.5 million homes, a table 2.5 metres long: USD 3.99. In all of France 2.3 children", ["USD"] },
            { "It costs 5 USD, EUR 7 or 9GBP; TRY THIS for 5 TRY. NATO, OK.", ["USD", "EUR", "GBP", "TRY"] },
            { "The ISO standard has PDF files, ISOLATE", ["ISO", "PDF"] },
            { "Dogs ................................ 5", ["................................ 5"] },
            { "It rains. -------------------------- The sun", ["--------------------------"] },
            { "a((((((((((((((((((((b", ["(((((((((((((((((((("] },
            { "Wow!!!!!!!!!!!!!!!!!!!!!!!!!! Great............................", [] },
            { "wait.......................... what", [".........................."] },
            { "He has 1, 2, 3 and 4: \"(5)\" --- so", [] },
            { "This is __new__! __all__ of them", [] },
            { "{count, plural,\n one {# dog}\n}\nprose.", ["{count, plural,", "one {# dog}", "}"] },
            { "Write to john.doe@example.com today.", ["john.doe@example.com"] },
            { "a@b.org,c+d@e.co.uk", ["a@b.org", "c+d@e.co.uk"] },
            { "You have {0} and {name}, {n:N2}.", ["{0}", "{name}", "{n:N2}"] },
            { "{n, plural, one {# file} other {# files}} left", ["{n, plural, one {# file} other {# files}}"] },
            { "Hi {{ user.name }} and {{{raw}}}", ["{{ user.name }}", "{{{raw}}}"] },
            { "{#if x} a {/if}", ["{#if x}", "{/if}"] },
            { "a {note on the side} b", [] },
            { "${x} $t(key.a) $name $1 %{y} #{z}", ["${x}", "$t(key.a)", "$name", "$1", "%{y}", "#{z}"] },
            { "It costs $5,000 or $12.", [] },
            { "%s has %d of %1$s, %02d, %.2f and %lu", ["%s", "%d", "%1$s", "%02d", "%.2f", "%lu"] },
            { "%(name)s %@ %n %1 %L2 %USER% 100%%", ["%(name)s", "%@", "%n", "%1", "%L2", "%USER%", "%%"] },
            { "50% of 20%d", [] },
            { "Run `git status` and ``a ` b``.", ["`git status`", "``a ` b``"] },
            { "Don`t do it", [] },
            { "Open C:\\Users\\me\\a.txt or \\\\server\\x", ["C:\\Users\\me\\a.txt", "\\\\server\\x"] },
            { "in /usr/bin/env, ~/.bashrc, ./run.sh and src/Main.cs", ["/usr/bin/env", "~/.bashrc", "./run.sh", "src/Main.cs"] },
            { "and/or, he/she, 1/2", [] },
            { "Read README.md and model.onnx", ["README.md", "model.onnx"] },
            { "commit 3f2a9bc and 0x1F and #ff0033", ["3f2a9bc", "0x1F", "#ff0033"] },
            { "123e4567-e89b-12d3-a456-426614174000 x", ["123e4567-e89b-12d3-a456-426614174000"] },
            { "v1.2, 1.2.3-beta.1 and 192.168.0.1:80", ["v1.2", "1.2.3-beta.1", "192.168.0.1:80"] },
            { "2001:db8::1 on 2024-03-15 at 10:30:00", ["2001:db8::1", "2024-03-15", "10:30:00"] },
            { "1.234.567 people, 3.14 and 2020-2021", [] },
            { "call 555-123-4567.", ["555-123-4567"] },
            {
                "The dog \U0001F436 is \U0001F44D\U0001F3FD, 1\uFE0F\u20E3 \u2764\uFE0F",
                ["\U0001F436", "\U0001F44D\U0001F3FD", "1\uFE0F\u20E3", "\u2764\uFE0F"]
            },
            { "\U0001F468\u200D\U0001F469\u200D\U0001F467 family", ["\U0001F468\u200D\U0001F469\u200D\U0001F467"] },
            { "Click <b>here</b> <br/> <a href=\"a>b\">x</a>", ["<b>", "</b>", "<br/>", "<a href=\"a>b\">", "</a>"] },
            { "a <!-- no > yes --> b &nbsp; &#169; & c", ["<!-- no > yes -->", "&nbsp;", "&#169;"] },
            { "a < b and c > d, x <y and z> w", [] },
            { "one\\ntwo \\u00e9", ["\\n", "\\u00e9"] },
            { $"the key {_key} and {_key[..100]}", [_key] },
            {
                "{% if x %} a {{ y|z }} {:else} {#each a as b} {@html x} {x=} {:?}",
                ["{% if x %}", "{{ y|z }}", "{:else}", "{#each a as b}", "{@html x}", "{x=}", "{:?}"]
            },
            { "<1>Read</1> more<2/>, I <3 you, <|end|>", ["<1>", "</1>", "<2/>", "<|end|>"] },
            { "%Lf %v %+v %T %q %[1]s and 100 %total", ["%Lf", "%v", "%+v", "%T", "%q", "%[1]s"] },
            { "__NAME__ ##KEY## $(x) :name :smile: [[Page]]", ["__NAME__", "##KEY##", "$(x)", ":name", ":smile:", "[[Page]]"] },
            { "A __bold__ word, note: this", [] },
            { "He said so.[1] She too [12, 13] [sic] [MASK]/https://x.org", ["[1]", "[12, 13]", "[MASK]", "https://x.org"] },
            { "/https://x.org ://x =https://y.org", ["https://x.org", "https://y.org"] },
            {
                "o'brien@example.ie user@[192.168.1.1] git@github.com:o/r.git",
                ["o'brien@example.ie", "user@[192.168.1.1]", "git@github.com:o/r.git"]
            },
            { "tel:+33123456789, urn:isbn:123 localhost:8080/x note:this", ["tel:+33123456789", "urn:isbn:123", "localhost:8080/x"] },
            {
                "app/models/*.rb node_modules/ HKLM\\Software\\X docs/a.md:12",
                ["app/models/*.rb", "node_modules/", "HKLM\\Software\\X", "docs/a.md:12"]
            },
            {
                ".env .gitignore lib.so.1 System.Text.Json foo_bar --verbose",
                [".env", ".gitignore", "lib.so.1", "System.Text.Json", "foo_bar", "--verbose"]
            },
            {
                "ABC123 B2B R2-D2 x86_64 UTF-8 CVE-2021-44228 F-16",
                ["ABC123", "B2B", "R2-D2", "x86_64", "UTF-8", "CVE-2021-44228", "F-16"]
            },
            { "He came --and left .She stayed --no-cache .NET", ["--no-cache", ".NET"] },
            { "1e-9 1.5e10 0b1010 1080p", ["1e-9", "1.5e10", "0b1010", "1080p"] },
            { "the mid-1990s, a 5th, 1980s, Covid-19 and under-18s", [] },
            { "v1.2.3/d41d8cd98f00 a.b@c.org/https://x.org", ["v1.2.3", "d41d8cd98f00", "a.b@c.org", "https://x.org"] },
            { "</s>/usr/bin/x ${a.b}2001:db8::1 v1.2.3<unk>", ["</s>/usr/bin/x", "${a.b}2001:db8::1", "v1.2.3<unk>"] },
            { "a <?= $a->b ?> b <% if (a > b) %> c <%= x > y", ["<?= $a->b ?>", "<% if (a > b) %>"] },
            {
                "an <?php echo 1 > 0; ?> or <?xml version=\"1.0\"?> <!DOCTYPE html>",
                ["<?php echo 1 > 0; ?>", "<?xml version=\"1.0\"?>", "<!DOCTYPE html>"]
            },
            { "a %id% b %user.name% c %APP_NAME%, d %ld% e", ["%id%", "%user.name%", "%APP_NAME%", "%ld"] },
            {
                "a {user['name']} b {user[\"a b\"].c} c {x + 1} d {n > 1 ? 'a' : 'b'}",
                ["{user['name']}", "{user[\"a b\"].c}", "{x + 1}", "{n > 1 ? 'a' : 'b'}"]
            },
            { "{# a comment #} a {* note *} b {/* c d */} e {#- x -#}", ["{# a comment #}", "{* note *}", "{/* c d */}", "{#- x -#}"] },
            { "a {don't} b {Tom & Jerry} c {he - she} d {yes / no} e {'tis the} f {C++ code}", [] },
            { "a %(price).2f b %1$,.2f c %<total>.2f d %,d e %<name>s.", ["%(price).2f", "%1$,.2f", "%<total>.2f", "%,d", "%<name>s"] },
            { "a %(name)-style b %(count)03d", ["%(name)", "%(count)03d"] },
            { "a $user->name b $user['name'] c $a[0]->b() d $x->y->z.", ["$user->name", "$user['name']", "$a[0]->b()", "$x->y->z"] },
            {
                "on %Y-%m-%d at %H:%M:%S, %B %-d, %Y or %d/%m/%y or %Y, %Y-%m-%dT%H:%MZ",
                ["%Y-%m-%d", "%H:%M:%S, %B %-d, %Y", "%d/%m/%y", "%Y, %Y-%m-%dT%H:%M"]
            },
            { "%d %d and %d-%d of %d %zu", ["%d", "%d", "%d", "%d", "%d", "%zu"] },
            { "50% of it, 100% id, 100 %id of 5 % Yen, 10 %,dont, 50%(max) at 5 %<b>x</b>, a %Yen", ["<b>", "</b>"] },
            {
                "Hi :name, :Name and :NAME, (:count/:total) :smile::heart: :+1:",
                [":name", ":Name", ":NAME", ":count", ":total", ":smile::heart:", ":+1:"]
            },
            { "At 10:30, note:this, Note: text, a: b, ratio 2:one :D :DDD :-) ::x", [] },
            { "__name__ __user_name__ __userName__ __really__ __init__", ["__name__", "__user_name__", "__userName__", "__init__"] },
            { "See youtu.be/abc, bit.ly/3xYz or example.com/path?a=b.", ["youtu.be/abc", "bit.ly/3xYz", "example.com/path?a=b"] },
            { "on t.me/x (goo.gl/maps/a) and/or he/she, e.g./i.e. km/h, No/yes, left.he/she", ["t.me/x", "goo.gl/maps/a"] },
            { "WEBVTT\n\n<v.loud Mary Ann>Hi <00:01.500>you</v>", ["<v.loud Mary Ann>", "<00:01.500>", "</v>"] },
            { "x <v and z> w", [] },
            { "An ordinary sentence, with (brackets), dashes - and numbers: 12, 3,000.", [] },
            { "Dr. Smith lives in the U.S. He is 30. It's 5 p.m.", [] },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Find_OfAText_GivesItsSpans(string text, string[] spans) =>
        SpanFinder
            .Find(text, new TextWork(TestContext.Current.CancellationToken))
            .Select(span => text.Substring(span.Start, span.Length))
            .ShouldBe(spans);
}
