using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The Open Inference Protocol's /v2 gives what the native calls give, with tensors of JSON.</summary>
public sealed class OpenInferenceTests(ExportsServer server, GenerateServer generating) : IClassFixture<GenerateServer>
{
    private const string Translator = "marian-split";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "Où est la gare ? 日本語 😀"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_Translation_IsThatOfTranslate(bool isColumn)
    {
        var native = await NativeAsync(
            server,
            "/v1/translate",
            new
            {
                text = Texts,
                model = Translator,
                options = new { beamSize = 2 },
            }
        );
        object data = isColumn ? Texts.Select(text => (string[])[text]) : Texts;
        int[] shape = isColumn ? [2, 1] : [2];

        var answer = await InferAsync(
            server,
            Translator,
            new
            {
                id = "42",
                parameters = new
                {
                    beam_size = 2,
                    priority = 1,
                    unknown = "ignored",
                },
                inputs = new[] { Input("text", shape, data) },
                other = "ignored",
            }
        );

        answer.EnumerateObject().Select(field => field.Name).ShouldBe(["model_name", "model_version", "id", "outputs"]);
        answer.GetProperty("model_name").GetString().ShouldBe(Translator);
        answer.GetProperty("model_version").GetString().ShouldBe(native.GetProperty("version").GetString());
        answer.GetProperty("id").GetString().ShouldBe("42");
        var (translation, score) = (Output(answer, 0, "translation", "BYTES", shape), Output(answer, 1, "score", "FP32", shape));
        var expected = native.GetProperty("translations").EnumerateArray().ToArray();
        Strings(translation).ShouldBe(expected.Select(item => item.GetProperty("text").GetString()));
        Numbers(score).ShouldBe(expected.Select(item => item.GetProperty("score").GetDouble()), 1e-4);
    }

    [Fact]
    public async Task Infer_ChosenOutput_ComesAlone()
    {
        var answer = await InferAsync(
            server,
            Translator,
            new { inputs = new[] { Input("text", [2], Texts) }, outputs = new[] { new { name = "score" } } }
        );

        answer.EnumerateObject().Select(field => field.Name).ShouldBe(["model_name", "model_version", "outputs"]);
        Output(answer, 0, "score", "FP32", [2]);
        answer.GetProperty("outputs").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Infer_LanguagesAndFormat_AreThoseOfTranslate()
    {
        const string Page = "<p>Two dogs <b>are playing</b>.</p>";
        var native = await NativeAsync(
            server,
            "/v1/translate",
            new
            {
                text = Page,
                model = "nllb",
                source = "en",
                target = "fr",
                format = "html",
            }
        );

        var answer = await InferAsync(
            server,
            "nllb",
            new
            {
                parameters = new
                {
                    source = "en",
                    target = "fr",
                    format = "html",
                },
                inputs = new[] { Input("text", [1], new[] { Page }) },
            }
        );

        Strings(Output(answer, 0, "translation", "BYTES", [1]))
            .ShouldBe([native.GetProperty("translations")[0].GetProperty("text").GetString()]);
    }

    [Fact]
    public async Task Infer_Generation_IsThatOfGenerate()
    {
        var native = await NativeAsync(
            generating,
            "/v1/generate",
            new
            {
                text = Texts,
                model = "generator",
                options = new { beamSize = 1, maxNewTokens = 20 },
            }
        );

        var answer = await InferAsync(
            generating,
            "generator",
            new { parameters = new { beam_size = 1, max_new_tokens = 20 }, inputs = new[] { Input("text", [2], Texts) } }
        );

        Strings(Output(answer, 0, "generated_text", "BYTES", [2]))
            .ShouldBe(native.GetProperty("generations").EnumerateArray().Select(item => item.GetProperty("text").GetString()));
        Output(answer, 1, "score", "FP32", [2]);
    }
}
