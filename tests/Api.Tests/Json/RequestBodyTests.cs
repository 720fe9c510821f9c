using System.Text;
using CsCheck;
using Shouldly;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Api.Tests.Json;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("""{"text":"a"}""", "a")]
    [InlineData("""{"text":"\ud83d"}""", "\uFFFD")]
    [InlineData("""{"text":"\ude00"}""", "\uFFFD")]
    [InlineData("""{"text":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"text":"\ude00\ud83d"}""", "\uFFFD\uFFFD")]
    [InlineData("""{"text":"\ud83d\ud83d\ude00"}""", "\uFFFD😀")]
    [InlineData("""{"text":"é\ud83d😀"}""", "é\uFFFD😀")]
    [InlineData("""{"text":"😀\ude00"}""", "😀\uFFFD")]
    [InlineData("""{"text":"a\u0000b\u001f"}""", "a\0b\u001f")]
    [InlineData("""{"text":"\"\\\/\b\f\n\r\t\u00E9\u00e9"}""", "\"\\/\b\f\n\r\téé")]
    [InlineData("""{"text":""}""", "")]
    public void Parse_Text_IsUnescaped(string body, string expected) => Translate(body).Text.ShouldNotBeNull().Values.ShouldBe([expected]);

    [Fact]
    public void Parse_Texts_KeepTheirOrder() =>
        Translate("""{"text":["b","\ud83d","","a"]}""").Text.ShouldNotBeNull().Values.ShouldBe(["b", "\uFFFD", "", "a"]);

    [Fact]
    public void Parse_AnyString_ComesBackAsItWas() =>
        Gen.String.Sample(text =>
        {
            // Every UTF-16 unit as an escape, which can say what UTF-8 cannot.
            var escaped = string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"));
            var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)); // replaces lone surrogates too
            return Translate($$"""{"text":"{{escaped}}"}""").Text?.Values[0] == expected;
        });

    [Fact]
    public void Parse_EveryField_IsRead()
    {
        var body = Translate(
            """
            {
              "text": "a", "model": "m\u00e9", "source": "en", "target": "fr", "variant": "teacher", "format": "html",
              "glossary": [ { "source": "a", "target": "b" }, { "source": "c" } ],
              "options": {
                "beamSize": 1, "maxNewTokens": 2, "minNewTokens": 3, "lengthPenalty": -1, "noRepeatNgramSize": 4, "repetitionPenalty": 1.5e0,
                "numHypotheses": 5, "earlyStopping": "never", "splitSentences": false, "shortlist": false,
                "keepStructure": false, "protectSpans": false, "protect": ["a b", "c"], "removeInvisible": false, "lowerCapitals": false,
                "checkNumbers": false, "stopRunaways": false, "modelGlossary": false, "translateAttributes": true
              }
            }
            """
        );

        body.Model.ShouldBe("mé");
        body.Source.ShouldBe("en");
        body.Target.ShouldBe("fr");
        body.Variant.ShouldBe(VariantRole.Teacher);
        body.Format.ShouldBe(TextFormat.Html);
        body.Glossary.ShouldNotBeNull().Select(entry => (entry.Source, entry.Target)).ShouldBe([("a", "b"), ("c", null)]);
        body.Options.ShouldNotBeNull().Protect.ShouldNotBeNull().Values.ShouldBe(["a b", "c"]);
        (body.Options with { Protect = null }).ShouldBe(
            new TranslateOptionsBody
            {
                BeamSize = 1,
                MaxNewTokens = 2,
                MinNewTokens = 3,
                LengthPenalty = -1,
                NoRepeatNgramSize = 4,
                RepetitionPenalty = 1.5,
                NumHypotheses = 5,
                EarlyStopping = EarlyStopping.Never,
                SplitSentences = false,
                Shortlist = false,
                KeepStructure = false,
                ProtectSpans = false,
                ModelGlossary = false,
                TranslateAttributes = true,
                RemoveInvisible = false,
                LowerCapitals = false,
                CheckNumbers = false,
                StopRunaways = false,
            }
        );
    }

    [Theory]
    [InlineData("true", EarlyStopping.Always)]
    [InlineData("false", EarlyStopping.Heuristic)]
    [InlineData("\"never\"", EarlyStopping.Never)]
    [InlineData("null", null)]
    public void Parse_EarlyStopping_IsHuggingFaces(string value, EarlyStopping? expected) =>
        Translate($$$"""{"text":"a","options":{"earlyStopping":{{{value}}}}}""").Options.ShouldNotBeNull().EarlyStopping.ShouldBe(expected);

    [Fact]
    public void Parse_AnyBytes_IsReadOrRefused() =>
        Gen
            .Byte.Array[0, 64]
            .Sample(bytes =>
            {
                byte[] body = [.. """{"text":"""u8, .. bytes];
                try
                {
                    RequestBody.Parse(body, RequestJson.Default.TranslateRequestBody);
                }
                catch (InferenceException refused)
                {
                    refused.Error.ShouldBe(InferenceError.InvalidInput);
                }
            });

    private static TranslateRequestBody Translate(string body) =>
        RequestBody.Parse(Encoding.UTF8.GetBytes(body), RequestJson.Default.TranslateRequestBody);
}
