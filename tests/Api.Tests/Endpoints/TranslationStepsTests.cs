using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>The steps around the model, asked of the default model through both ports.</summary>
public sealed class TranslationStepsTests : IAsyncLifetime
{
    private const string Text = "Hello {name}, how are you?\n- The Blue Door is big.\n- It costs $1,234.56.\n";

    private readonly ApiServer _server = new(models: null);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Translate_OverRestAndGrpc_KeepsWhatIsNotLanguage()
    {
        var body = JsonSerializer.Serialize(new { text = Text, options = new { protect = "Blue Door" } });
        var rest = await _server.PostAsync(BadBody.Translate, body);

        rest.Status.ShouldBe(HttpStatusCode.OK, rest.Text);
        var translation = rest.Json.GetProperty("translations")[0];
        var translated = translation.GetProperty("text").GetString().ShouldNotBeNull();
        var lines = translated.Split('\n');
        lines.Length.ShouldBe(4);
        lines[0].ShouldContain("{name}");
        lines[1].ShouldStartWith("- ");
        lines[1].ShouldContain("Blue Door");
        lines[2].ShouldContain("1,234.56");
        translation.TryGetProperty("warnings", out _).ShouldBeFalse();
        translation.GetProperty("statistics").GetProperty("sentences").GetInt32().ShouldBe(3);
        translation.GetProperty("statistics").GetProperty("sentencesWithSpans").GetInt32().ShouldBe(2);

        var grpc = await GrpcAsync(new TranslateOptions { Protect = { "Blue Door" } });
        grpc.Text.ShouldBe(translated);
        grpc.Statistics.SentencesWithSpans.ShouldBe(2);
        grpc.FinishReason.ShouldBe(FinishReason.Stop);
    }

    [Fact]
    public async Task Translate_StepsOffOrCut_SaysSoOnBothPorts()
    {
        const string options =
            """{"keepStructure":false,"protectSpans":false,"removeInvisible":false,"lowerCapitals":false,"checkNumbers":false,"stopRunaways":false,"maxNewTokens":4}""";
        var rest = await _server.PostAsync(BadBody.Translate, $$"""{"text":{{JsonSerializer.Serialize(Text)}},"options":{{options}}}""");

        rest.Status.ShouldBe(HttpStatusCode.OK, rest.Text);
        var translation = rest.Json.GetProperty("translations")[0];
        translation.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        translation.GetProperty("finishReason").GetString().ShouldBe("length");
        translation
            .GetProperty("finishReasons")
            .EnumerateArray()
            .Select(reason => reason.GetString())
            .ShouldBe(["length", "length", "length"]);
        translation.GetProperty("text").GetString().ShouldNotBeNull().ShouldNotContain("{name}");

        var grpc = await GrpcAsync(TranslateOptions.Parser.ParseJson(options));
        grpc.Text.ShouldBe(translation.GetProperty("text").GetString());
        grpc.Truncated.ShouldBeTrue();
        grpc.FinishReasons.ShouldBe(Enumerable.Repeat(FinishReason.Length, 3));
    }

    private async Task<Translation> GrpcAsync(TranslateOptions options) =>
        (
            await new Transformer.TransformerClient(_server.Grpc).TranslateAsync(
                new TranslateRequest { Texts = { Text }, Options = options },
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Translations[0];
}
