using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Well-formed bodies that the pipeline refuses: its rules, seen through REST.</summary>
public sealed class RefusedRequestTests(ApiServer server)
{
    private const string C = Problems.Canary;

    private static readonly Dictionary<string, BadBody> Cases = new()
    {
        ["unknown model"] = Model(BadBody.Translate, "nope"),
        ["model up"] = Model(BadBody.Translate, "../.."),
        ["model up, backslashes"] = Model(BadBody.Translate, @"..\.."),
        ["model with folder"] = Model(BadBody.Translate, "en-fr/student"),
        ["model here"] = Model(BadBody.Translate, "."),
        ["model rooted"] = Model(BadBody.Translate, "/etc"),
        ["model with NUL"] = Model(BadBody.Translate, "en-fr\0"),
        ["model empty"] = Model(BadBody.Translate, ""),
        ["model in capitals"] = Model(BadBody.Translate, "EN-FR"),
        ["model very long"] = Model(BadBody.Translate, new string('m', 10_000)),
        ["model canary"] = Model(BadBody.Translate, C),
        ["classify unknown model"] = Model(BadBody.Classify, "nope"),
        ["classify model up"] = Model(BadBody.Classify, "../.."),
        ["unknown source"] = NotFound($$"""{"text":"{{C}}","source":"xx","target":"fr"}"""),
        ["unknown target"] = NotFound($$"""{"text":"{{C}}","source":"en","target":"xx"}"""),
        ["pair turned round"] = NotFound($$"""{"text":"{{C}}","source":"fr","target":"en"}"""),
        ["no teacher"] = NotFound($$"""{"text":"{{C}}","model":"en-fr","variant":"teacher"}"""),
        ["translate with a classifier"] = Translate($$"""{"text":"{{C}}","model":"sentiment"}""", ""),
        ["classify with a translator"] = Classify($$"""{"text":"{{C}}","model":"en-fr"}""", ""),
        ["beamSize 0"] = Option("beamSize", "0"),
        ["beamSize -1"] = Option("beamSize", "-1"),
        ["beamSize 9"] = Option("beamSize", "9"),
        ["beamSize huge"] = Option("beamSize", "2147483647"),
        ["maxNewTokens 0"] = Option("maxNewTokens", "0"),
        ["maxNewTokens huge"] = Option("maxNewTokens", "2147483647"),
        ["minNewTokens -1"] = Option("minNewTokens", "-1"),
        ["minNewTokens over maxNewTokens"] = Translate(
            $$$"""{"text":"{{{C}}}","options":{"minNewTokens":11,"maxNewTokens":10}}""",
            "minNewTokens"
        ),
        ["lengthPenalty under"] = Option("lengthPenalty", "-10.1"),
        ["lengthPenalty over"] = Option("lengthPenalty", "10.1"),
        ["noRepeatNgramSize -1"] = Option("noRepeatNgramSize", "-1"),
        ["noRepeatNgramSize 33"] = Option("noRepeatNgramSize", "33"),
        ["repetitionPenalty 0"] = Option("repetitionPenalty", "0"),
        ["repetitionPenalty under"] = Option("repetitionPenalty", "-1"),
        ["repetitionPenalty over"] = Option("repetitionPenalty", "10.1"),
        ["numHypotheses 0"] = Option("numHypotheses", "0"),
        ["numHypotheses over beamSize"] = Translate(
            $$$"""{"text":"{{{C}}}","options":{"beamSize":4,"numHypotheses":5}}""",
            "numHypotheses"
        ),
        ["protect: an empty entry"] = Option("protect", "[\"a\",\"\"]"),
        ["protect: white space"] = Option("protect", "\"  \""),
        ["protect: a line break"] = Option("protect", "\"a\\nb\""),
        ["protect: too long"] = Option("protect", $"\"{new string('p', 201)}\""),
        ["protect: no text"] = Option("protect", "[1]"),
        ["protect: too many"] = Option("protect", JsonSerializer.Serialize(Texts(101, "p"))) with { Status = 413, Code = "inputTooLarge" },
        ["protect in one sequence"] = Translate(
            $$$"""{"text":"{{{C}}}","options":{"protect":"a","splitSentences":false}}""",
            "splitSentences"
        ),
        ["format unknown"] = Format("\"rtf\"", "$.format must be text, html, xml or markdown"),
        ["format in capitals"] = Format("\"HTML\"", "$.format"),
        ["format a number"] = Format("1", "$.format"),
        ["format in one sequence"] = Format("\"html\",\"options\":{\"splitSentences\":false}", "splitSentences"),
        ["format with hypotheses"] = Format("\"html\",\"options\":{\"beamSize\":2,\"numHypotheses\":2}", "numHypotheses"),
        ["attributes of text"] = Option("translateAttributes", "true"),
        ["broken XML"] = Translate("""{"text":"<a>","format":"xml"}""", "well-formed"),
        ["XML of entities"] = Translate("""{"text":"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>","format":"xml"}""", "well-formed"),
        ["Markdown too deep"] = Translate($$"""{"text":"{{new string('>', 20_000)}} a","format":"markdown"}""", "nested"),
        ["XML too deep"] = Translate(
            $$"""{"text":"{{string.Concat(Enumerable.Repeat("<a>", 2_000))}}{{string.Concat(Enumerable.Repeat("</a>", 2_000))}}","format":"xml"}""",
            "nested"
        ),
        ["glossary: an empty term"] = Glossary("""[{"source":""}]""", "glossary[0].source"),
        ["glossary: no term"] = Glossary("""[{"target":"a"}]""", "$.glossary[0]"),
        ["glossary: null"] = Glossary("[null]", "$.glossary[0]"),
        ["glossary: a text"] = Glossary("\"a\"", "$.glossary"),
        ["glossary: a number"] = Glossary("""[{"source":1}]""", "$.glossary[0].source must be a string"),
        ["glossary: unknown field"] = Glossary("""[{"source":"a","to":"b"}]""", "$.glossary[0].to is not a field"),
        ["glossary: a line break"] = Glossary("""[{"source":"a","target":"a\nb"}]""", "glossary[0].target"),
        ["glossary: contradictory"] = Glossary("""[{"source":"a","target":"b"},{"source":"a"}]""", "glossary[1].target"),
        ["glossary: too many"] = Glossary(
            JsonSerializer.Serialize(Texts(1_001, "p").Select((text, index) => new { source = $"{text}{index}" })),
            "1001"
        ) with
        {
            Status = 413,
            Code = "inputTooLarge",
        },
        ["glossary in one sequence"] = Translate(
            $$$"""{"text":"{{{C}}}","glossary":[{"source":"a"}],"options":{"splitSentences":false}}""",
            "splitSentences"
        ),
        ["topK 0"] = Classify($$"""{"text":"{{C}}","model":"intent","topK":0}""", "topK"),
        ["topK -1"] = Classify($$"""{"text":"{{C}}","model":"intent","topK":-1}""", "topK"),
        ["classify without a model"] = Classify($$"""{"text":"{{C}}"}""", "model"),
        ["fewer pairs"] = Classify($$"""{"text":["{{C}}","b"],"textPair":["c"],"model":"intent"}""", "textPair"),
        ["more pairs"] = Classify($$"""{"text":"{{C}}","textPair":["b","c"],"model":"intent"}""", "textPair"),
        ["too many texts"] = TooLarge(BadBody.Translate, Texts(1_001, "a"), "en-fr"),
        ["too many texts to classify"] = TooLarge(BadBody.Classify, Texts(1_001, "a"), "sentiment"),
        ["too many characters"] = TooLarge(BadBody.Translate, Texts(1, new string('a', 500_001)), "en-fr"),
        ["too many characters over all"] = TooLarge(BadBody.Classify, Texts(501, new string('a', 1_000)), "sentiment"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Post_AgainstTheRules_IsRefusedWithAProblem(string name)
    {
        var bad = Cases[name];

        var answer = await server.PostAsync(bad.Path, bad.Body, bad.ContentType);

        answer.ShouldBeProblem(bad.Status, bad.Code).ShouldContain(bad.Mentions, Case.Sensitive);
    }

    private static string[] Texts(int count, string text) => [.. Enumerable.Repeat(text, count)];

    private static BadBody Translate(string body, string mentions) => BadBody.To(BadBody.Translate, body, mentions);

    private static BadBody Classify(string body, string mentions) => BadBody.To(BadBody.Classify, body, mentions);

    private static BadBody Option(string name, string value) =>
        Translate($$$"""{"text":"{{{C}}}","options":{"{{{name}}}":{{{value}}}}}""", name);

    private static BadBody Format(string value, string mentions) => Translate($$$"""{"text":"{{{C}}}","format":{{{value}}}}""", mentions);

    private static BadBody Glossary(string value, string mentions) =>
        Translate($$$"""{"text":"{{{C}}}","glossary":{{{value}}}}""", mentions);

    private static BadBody NotFound(string body) => Translate(body, "") with { Status = 404, Code = "modelNotFound" };

    private static BadBody Model(string path, string name) =>
        BadBody.To(path, $$"""{"text":"{{C}}","model":{{JsonSerializer.Serialize(name)}}}""", "") with
        {
            Status = 404,
            Code = "modelNotFound",
        };

    private static BadBody TooLarge(string path, string[] texts, string model) =>
        BadBody.To(path, JsonSerializer.Serialize(new { text = texts, model }), "") with
        {
            Status = 413,
            Code = "inputTooLarge",
        };
}
