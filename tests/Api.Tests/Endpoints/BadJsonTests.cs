using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Bodies that are refused before any model is asked.</summary>
public sealed class BadJsonTests(ApiServer server)
{
    private const string C = Problems.Canary;
    private const string Unsupported = "unsupportedMediaType";

    private static readonly Dictionary<string, BadBody> Cases = new()
    {
        ["not JSON"] = Translate(C, "not valid JSON"),
        ["form"] = Translate($"text={C}", "not valid JSON"),
        ["cut off"] = Translate($$"""{"text":"{{C}}""", "line 1"),
        ["second line"] = Translate(
            $$"""
            {"text":"{{C}}",
            "model":en-fr}
            """,
            "line 2"
        ),
        ["trailing comma"] = Translate($$"""{"text":"{{C}}",}""", "not valid JSON"),
        ["two values"] = Translate($$"""{"text":"{{C}}"}{"text":"{{C}}"}""", "not valid JSON"),
        ["comment"] = Translate($$"""{"text":"{{C}}"/* {{C}} */}""", "not valid JSON"),
        ["nested too deep"] = Translate(
            $$"""{"text":{{new string('[', 100)}}"{{C}}"{{new string(']', 100)}}}""",
            "$.text[0] must be a string"
        ),
        ["raw control character"] = Translate($$"""{"text":"{{C}}{{'\u0001'}}"}""", "not valid JSON"),
        ["bad escape"] = Translate($$"""{"text":"{{C}}\x"}""", "not valid JSON"),
        ["cut escape"] = Translate($$"""{"text":"{{C}}\u12"}""", "not valid JSON"),
        ["not UTF-8"] = new(
            BadBody.Translate,
            [.. Encoding.UTF8.GetBytes($$"""{"text":"{{C}}"""), 0xC3, 0x28, (byte)'"', (byte)'}'],
            "UTF-8"
        ),
        ["UTF-16"] = new(BadBody.Translate, Encoding.Unicode.GetBytes($$"""{"text":"{{C}}"}"""), "not valid JSON"),
        ["empty"] = Translate("", "empty"),
        ["white space"] = Translate("  \n", "not valid JSON"),
        ["null"] = Translate("null", "JSON object"),
        ["array"] = Translate($$"""[{"text":"{{C}}"}]""", "JSON object"),
        ["string"] = Translate($"\"{C}\"", "JSON object"),
        ["number"] = Translate("5", "JSON object"),
        ["no media type"] = Translate($$"""{"text":"{{C}}"}""", "Content-Type: application/json") with
        {
            ContentType = null,
            Status = 415,
            Code = Unsupported,
        },
        ["wrong media type"] = Translate($$"""{"text":"{{C}}"}""", "Content-Type: application/json") with
        {
            ContentType = "text/plain",
            Status = 415,
            Code = Unsupported,
        },
        ["bad media type"] = Translate($$"""{"text":"{{C}}"}""", "Content-Type: application/json") with
        {
            ContentType = "json",
            Status = 415,
            Code = Unsupported,
        },
        ["wrong charset"] = Translate($$"""{"text":"{{C}}"}""", "UTF-8") with
        {
            ContentType = "application/json; charset=iso-8859-1",
            Status = 415,
            Code = Unsupported,
        },
        ["missing text"] = Translate($$"""{"model":"{{C}}"}""", "$.text"),
        ["null text"] = Translate($$"""{"text":null,"model":"{{C}}"}""", "$.text"),
        ["number text"] = Translate("""{"text":5}""", "$.text must be a string or an array of strings"),
        ["true text"] = Translate("""{"text":true}""", "$.text must be a string or an array of strings"),
        ["object text"] = Translate($$$"""{"text":{"{{{C}}}":"{{{C}}}"}}""", "$.text must be a string or an array of strings"),
        ["empty list"] = Translate("""{"text":[]}""", "$.text must be a string or an array of at least one string"),
        ["null in list"] = Translate($$"""{"text":["{{C}}",null]}""", "$.text[1] must be a string"),
        ["number in list"] = Translate($$"""{"text":["{{C}}","{{C}}",7]}""", "$.text[2] must be a string"),
        ["list in list"] = Translate($$"""{"text":[["{{C}}"]]}""", "$.text[0] must be a string"),
        ["object in list"] = Translate($$"""{"text":[{"{{C}}":1}]}""", "$.text[0] must be a string"),
        ["number model"] = Translate($$"""{"text":"{{C}}","model":5}""", "$.model must be a string"),
        ["list source"] = Translate($$"""{"text":"{{C}}","source":["en"]}""", "$.source must be a string"),
        ["object target"] = Translate($$$"""{"text":"{{{C}}}","target":{"{{{C}}}":1}}""", "$.target must be a string"),
        ["unknown variant"] = Translate($$"""{"text":"{{C}}","variant":"{{C}}"}""", "$.variant must be \"student\" or \"teacher\""),
        ["variant in capitals"] = Translate($$"""{"text":"{{C}}","variant":"Student"}""", "$.variant must be \"student\" or \"teacher\""),
        ["number variant"] = Translate($$"""{"text":"{{C}}","variant":0}""", "$.variant must be \"student\" or \"teacher\""),
        ["options list"] = Translate($$"""{"text":"{{C}}","options":["{{C}}"]}""", "$.options must be a JSON object"),
        ["options text"] = Translate($$"""{"text":"{{C}}","options":"{{C}}"}""", "$.options must be a JSON object"),
        ["beamSize text"] = Option("beamSize", "\"4\"", "$.options.beamSize must be a whole number"),
        ["beamSize fraction"] = Option("beamSize", "1.5", "$.options.beamSize must be a whole number"),
        ["beamSize over int"] = Option("beamSize", "99999999999", "$.options.beamSize must be a whole number"),
        ["beamSize true"] = Option("beamSize", "true", "$.options.beamSize must be a whole number"),
        ["beamSize list"] = Option("beamSize", "[4]", "$.options.beamSize must be a whole number"),
        ["maxNewTokens text"] = Option("maxNewTokens", $"\"{C}\"", "$.options.maxNewTokens must be a whole number"),
        ["minNewTokens object"] = Option("minNewTokens", "{}", "$.options.minNewTokens must be a whole number"),
        ["noRepeatNgramSize text"] = Option("noRepeatNgramSize", "\"3\"", "$.options.noRepeatNgramSize must be a whole number"),
        ["numHypotheses text"] = Option("numHypotheses", "\"2\"", "$.options.numHypotheses must be a whole number"),
        ["lengthPenalty text"] = Option("lengthPenalty", "\"1.0\"", "$.options.lengthPenalty must be a number"),
        ["lengthPenalty infinite"] = Option("lengthPenalty", "1e400", "$.options.lengthPenalty must be a number"),
        ["lengthPenalty NaN"] = Option("lengthPenalty", "NaN", "not valid JSON"),
        ["repetitionPenalty text"] = Option("repetitionPenalty", $"\"{C}\"", "$.options.repetitionPenalty must be a number"),
        ["earlyStopping text"] = Option("earlyStopping", $"\"{C}\"", "$.options.earlyStopping must be true, false or \"never\""),
        ["earlyStopping number"] = Option("earlyStopping", "1", "$.options.earlyStopping must be true, false or \"never\""),
        ["splitSentences text"] = Option("splitSentences", "\"true\"", "$.options.splitSentences must be true or false"),
        ["splitSentences number"] = Option("splitSentences", "0", "$.options.splitSentences must be true or false"),
        ["unknown field"] = Translate(
            $$"""{"text":"{{C}}","texts":["{{C}}"]}""",
            "$.texts is not a field of this call; the fields here are text, model,"
        ),
        ["misspelt case"] = Translate($$"""{"Text":"{{C}}"}""", "$.Text is not a field"),
        ["unknown option"] = Option("beams", "4", "$.options.beams is not a field of this call; the fields here are beamSize,"),
        ["unknown field that is no name"] = Translate($$"""{"text":"a","my {{C}} text":1}""", "a field that this call does not know"),
        ["unknown field with a dot"] = Translate($$"""{"text":"a","options.beamSize {{C}}":1}""", "a field that this call does not know"),
        ["unknown field of half a pair"] = Translate("""{"text":"a","\ud83d":1}""", "a field that this call does not know"),
        ["duplicate text"] = Translate($$"""{"text":"{{C}}","text":"{{C}}"}""", "$.text must be given once"),
        ["duplicate options"] = Translate(
            $$$"""{"text":"{{{C}}}","options":{},"options":{}}""",
            "$.options must be a JSON object, given once"
        ),
        ["duplicate option"] = Translate(
            $$$"""{"text":"{{{C}}}","options":{"beamSize":1,"beamSize":2}}""",
            "$.options.beamSize must be given once"
        ),
        ["classify missing text"] = Classify($$"""{"textPair":"{{C}}"}""", "$.text"),
        ["classify number pair"] = Classify($$"""{"text":"{{C}}","textPair":1}""", "$.textPair must be a string or an array of strings"),
        ["classify null in pairs"] = Classify($$"""{"text":["{{C}}"],"textPair":[null]}""", "$.textPair[0] must be a string"),
        ["classify empty pairs"] = Classify(
            $$"""{"text":"{{C}}","textPair":[]}""",
            "$.textPair must be a string or an array of at least one string"
        ),
        ["classify topK text"] = Classify($$"""{"text":"{{C}}","topK":"5"}""", "$.topK must be a whole number"),
        ["classify unknown field"] = Classify($$$"""{"text":"{{{C}}}","settings":{"{{{C}}}":1}}""", "$.settings is not a field"),
        ["score missing source"] = BadBody.To(BadBody.Score, $$"""{"target":"{{C}}"}""", "$.source"),
        ["score missing target"] = BadBody.To(BadBody.Score, $$"""{"source":"{{C}}"}""", "$.target"),
        ["score number target"] = BadBody.To(BadBody.Score, $$"""{"source":"{{C}}","target":1}""", "$.target must be a string or an array"),
        ["score fewer targets"] = BadBody.To(
            BadBody.Score,
            $$"""{"source":["{{C}}","b"],"target":["{{C}}"]}""",
            "as many texts as 'source'"
        ),
        ["score classifier"] = BadBody.To(BadBody.Score, $$"""{"source":"{{C}}","target":"{{C}}","model":"sentiment"}""", "/v1/classify"),
        ["score options"] = BadBody.To(BadBody.Score, $$$"""{"source":"{{{C}}}","target":"a","options":{}}""", "$.options is not a field"),
        ["explain missing text"] = BadBody.To(BadBody.Explain, """{"model":"en-fr"}""", "$.text"),
        ["explain unit"] = BadBody.To(
            BadBody.Explain,
            $$"""{"text":"{{C}}","unit":"{{C}}"}""",
            "$.unit must be one of \"word\", \"token\""
        ),
        ["explain null target"] = BadBody.To(BadBody.Explain, $$"""{"text":"{{C}}","target":[null]}""", "$.target[0] must be a string"),
        ["explain label"] = BadBody.To(
            BadBody.Explain,
            $$"""{"text":"{{C}}","label":"{{C}}","model":"intent"}""",
            "'label' is not a label"
        ),
        ["explain rows"] = BadBody.To(BadBody.Explain, $$"""{"text":"{{C}}","maxRows":1,"model":"intent"}""", "'maxRows' must be from 2"),
        ["explain without model"] = BadBody.To(BadBody.Explain, $$"""{"text":"{{C}}"}""", "name one of 'en-fr'"),
        ["tokenize missing text"] = BadBody.To(BadBody.Tokenize, """{"model":"en-fr"}""", "$.text"),
        ["tokenize without model"] = BadBody.To(BadBody.Tokenize, $$"""{"text":"{{C}}"}""", "name one of 'en-fr'"),
        ["tokenize flag text"] = BadBody.To(
            BadBody.Tokenize,
            $$"""{"text":"{{C}}","specialTokens":"{{C}}"}""",
            "$.specialTokens must be true or false"
        ),
        ["detokenize missing ids"] = BadBody.To(BadBody.Detokenize, """{"model":"en-fr"}""", "$.ids is missing or null"),
        ["detokenize text"] = BadBody.To(BadBody.Detokenize, $$"""{"ids":"{{C}}"}""", "$.ids must be an array of token ids"),
        ["detokenize text in list"] = BadBody.To(BadBody.Detokenize, $$"""{"ids":[1,"{{C}}"]}""", "$.ids[1] must be a token id"),
        ["detokenize fraction"] = BadBody.To(BadBody.Detokenize, """{"ids":[[1],[2,1.5]]}""", "$.ids[1][1] must be a token id"),
        ["detokenize mixed"] = BadBody.To(BadBody.Detokenize, """{"ids":[[1],2]}""", "$.ids[1] must be an array of token ids"),
        ["detokenize list in list"] = BadBody.To(BadBody.Detokenize, """{"ids":[[[1]]]}""", "$.ids[0][0] must be a token id"),
        ["detokenize unknown id"] = BadBody.To(BadBody.Detokenize, """{"ids":[99999999],"model":"en-fr"}""", "not a token of this model"),
        ["detokenize negative id"] = BadBody.To(BadBody.Detokenize, """{"ids":[-1],"model":"en-fr"}""", "not a token of this model"),
        ["detokenize too many lists"] = BadBody.To(
            BadBody.Detokenize,
            $$"""{"ids":[{{string.Join(',', Enumerable.Repeat("[0]", 1_001))}}],"model":"en-fr"}""",
            "MaxTextsPerRequest"
        ) with
        {
            Status = 413,
            Code = "inputTooLarge",
        },
        ["detect missing text"] = BadBody.To(BadBody.Detect, """{"topK":1}""", "$.text"),
        ["detect empty text"] = BadBody.To(BadBody.Detect, $$"""{"text":["{{C}}"," \n"]}""", "empty at index 1"),
        ["detect topK 0"] = BadBody.To(BadBody.Detect, $$"""{"text":"{{C}}","topK":0}""", "'topK' must be at least 1"),
        ["detect model"] = BadBody.To(BadBody.Detect, $$"""{"text":"{{C}}","model":"en-fr"}""", "$.model is not a field"),
        ["body too large"] = Translate($$"""{"text":"{{C}} {{new string('a', 4 * 1_024 * 1_024)}}"}""", "larger") with
        {
            Status = 413,
            Code = "inputTooLarge",
        },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Post_BadJson_IsRefusedWithAProblem(string name)
    {
        var bad = Cases[name];

        var answer = await server.PostAsync(bad.Path, bad.Body, bad.ContentType);

        answer.ShouldBeProblem(bad.Status, bad.Code).ShouldContain(bad.Mentions, Case.Sensitive);
    }

    private static BadBody Translate(string body, string mentions) => BadBody.To(BadBody.Translate, body, mentions);

    private static BadBody Classify(string body, string mentions) => BadBody.To(BadBody.Classify, body, mentions);

    private static BadBody Option(string name, string value, string mentions) =>
        Translate($$$"""{"text":"{{{C}}}","options":{"{{{name}}}":{{{value}}}}}""", mentions);
}
