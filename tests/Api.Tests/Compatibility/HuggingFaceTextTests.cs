using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The calls of Hugging Face's inference API that write texts give the native calls' answers, in its forms.</summary>
public sealed class HuggingFaceTextTests(ExportsServer server)
{
    private const string Text = "The dog is sleeping under the table.";

    private static readonly string[] Texts = [Text, "She reads."];

    [Theory]
    [InlineData("/models/marian-split")]
    [InlineData("/models/Helsinki-NLP/marian-split")]
    [InlineData("/pipeline/translation/marian-split")]
    [InlineData("/pipeline/translation/Helsinki-NLP/marian-split")]
    [InlineData("/models/Helsinki-NLP/marian-split/pipeline/translation")]
    [InlineData("/models/marian-split/pipeline/translation")]
    public async Task Translate_EveryPath_IsTheNativeCall(string path)
    {
        var native = await server.TranslateAsync(new { text = Texts, model = "marian-split" });

        var many = await server.AskAsync(
            path,
            new
            {
                inputs = Texts,
                options = new { wait_for_model = true },
                other = 1,
            }
        );
        var one = await server.AskAsync(path, new { inputs = Text, parameters = new { clean_up_tokenization_spaces = true } });

        many.EnumerateArray().Select(item => item.GetProperty("translation_text").GetString()).ShouldBe(native);
        one.EnumerateArray().ShouldHaveSingleItem().ToString().ShouldContain("translation_text");
        one[0].GetProperty("translation_text").GetString().ShouldBe(native[0]);
    }

    [Fact]
    public async Task Translate_GenerateParameters_AreTheNativeOptions()
    {
        var native = await server.AskAsync(
            "/v1/translate",
            new
            {
                text = Text,
                model = "marian-split",
                options = new
                {
                    beamSize = 3,
                    numHypotheses = 2,
                    maxNewTokens = 11,
                    minNewTokens = 2,
                    lengthPenalty = 0.8,
                    repetitionPenalty = 1.1,
                    noRepeatNgramSize = 3,
                    earlyStopping = true,
                },
            }
        );
        string?[] expected =
        [
            .. native
                .GetProperty("translations")[0]
                .GetProperty("hypotheses")
                .EnumerateArray()
                .Select(item => item.GetProperty("text").GetString()),
        ];
        var generation = new
        {
            num_beams = 3,
            num_return_sequences = 2,
            max_length = 12,
            min_new_tokens = 2,
            length_penalty = 0.8,
            repetition_penalty = 1.1,
            no_repeat_ngram_size = 3,
            early_stopping = true,
            temperature = 0.7, // without do_sample it has no effect
        };

        var nested = await server.AskAsync(
            "/models/marian-split",
            new { inputs = Text, parameters = new { generate_parameters = generation } }
        );
        var inParameters = await server.AskAsync("/models/marian-split", new { inputs = Text, parameters = generation });
        var flattened = await server.AskAsync("/models/marian-split", new { inputs = Text, generate_parameters = generation });

        expected.Length.ShouldBe(2);
        foreach (var answer in new[] { nested, inParameters, flattened })
        {
            answer.EnumerateArray().Select(item => item.GetProperty("translation_text").GetString()).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Translate_Languages_AreTheNativeCalls()
    {
        var native = await server.TranslateAsync(
            new
            {
                text = Text,
                model = "nllb",
                source = "eng_Latn",
                target = "deu_Latn",
            }
        );

        var nested = await server.AskAsync(
            "/models/facebook/nllb",
            new { inputs = Text, parameters = new { src_lang = "eng_Latn", tgt_lang = "deu_Latn" } }
        );
        var flattened = await server.AskAsync(
            "/models/facebook/nllb",
            new
            {
                inputs = Text,
                src_lang = "eng_Latn",
                tgt_lang = "deu_Latn",
            }
        );

        nested[0].GetProperty("translation_text").GetString().ShouldBe(native[0]);
        flattened[0].GetProperty("translation_text").GetString().ShouldBe(native[0]);
    }

    [Fact]
    public async Task Generate_TextAndSummary_AreTheNativeCall()
    {
        await using var writers = new ApiServer(new FixtureRepository().Add("bart", "bart-tiny", """{ "task": "text2text-generation" }"""));
        await writers.InitializeAsync();
        var native = await writers.AskAsync("/v1/generate", new { text = Texts, options = new { beamSize = 2, maxNewTokens = 9 } });
        string?[] expected = [.. native.GetProperty("generations").EnumerateArray().Select(item => item.GetProperty("text").GetString())];
        var sampled = await writers.AskAsync(
            "/v1/generate",
            new
            {
                text = Text,
                options = new
                {
                    beamSize = 1,
                    doSample = true,
                    topK = 5,
                    seed = 7,
                },
            }
        );
        var body = new
        {
            inputs = Texts,
            parameters = new
            {
                num_beams = 2,
                max_new_tokens = 9,
                top_k = 50,
            },
        };

        var text = await writers.AskAsync("/models/bart", body);
        var named = await writers.AskAsync("/pipeline/text2text-generation/bart", body);
        var summary = await writers.AskAsync("/pipeline/summarization/facebook/bart", body);
        var drawn = await writers.AskAsync(
            "/models/bart",
            new
            {
                inputs = Text,
                parameters = new
                {
                    num_beams = 1,
                    do_sample = true,
                    top_k = 5,
                    seed = 7,
                },
            }
        );

        Strings(text, "generated_text").ShouldBe(expected);
        Strings(named, "generated_text").ShouldBe(expected);
        Strings(summary, "summary_text").ShouldBe(expected);
        Strings(drawn, "generated_text").ShouldBe(Strings(sampled.GetProperty("generations"), "text"));
    }

    private static IEnumerable<string?> Strings(JsonElement list, string field) =>
        list.EnumerateArray().Select(item => item.GetProperty(field).GetString());
}
