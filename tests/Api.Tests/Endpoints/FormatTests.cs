using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Documents, translated by the default model through both ports.</summary>
public sealed class FormatTests : IAsyncLifetime
{
    private readonly ApiServer _server = new(models: null);

    public static TheoryData<string, string, string> Documents =>
        new()
        {
            {
                "html",
                "<p title='A man'>Two dogs are <b>playing</b> in the snow.</p>",
                "<p title='Un homme'>Deux chiens <b>jouent</b> dans la neige.</p>"
            },
            { "xml", "<a title=\"A man\"><b>A man</b><b/></a>", "<a title=\"Un homme\"><b>Un homme</b><b/></a>" },
        };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Translate_Document_IsTheSameOnBothPorts(string format, string source, string expected)
    {
        var options = new { translateAttributes = true };
        var rest = await _server.PostAsync(
            BadBody.Translate,
            JsonSerializer.Serialize(
                new
                {
                    text = source,
                    format,
                    options,
                }
            )
        );

        rest.Status.ShouldBe(HttpStatusCode.OK, rest.Text);
        var translation = rest.Json.GetProperty("translations")[0];
        translation.GetProperty("text").GetString().ShouldBe(expected);
        translation.GetProperty("statistics").GetProperty("blocks").GetInt32().ShouldBe(1);
        translation.GetProperty("statistics").GetProperty("blocksInParts").GetInt32().ShouldBe(0);

        var request = new TranslateRequest
        {
            Texts = { source },
            Format = Enum.Parse<TextFormat>(format, ignoreCase: true),
            Options = new TranslateOptions { TranslateAttributes = true },
        };
        var client = new Transformer.TransformerClient(_server.Grpc);
        var grpc = (await client.TranslateAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Translations[0];
        grpc.Text.ShouldBe(expected);
        grpc.Statistics.Blocks.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_Markdown_KeepsItsMarkup()
    {
        const string source = "# A man\n\n* Two dogs are **playing** in the snow.\n\n```\nA man\n```\n";
        var rest = await _server.PostAsync(BadBody.Translate, JsonSerializer.Serialize(new { text = source, format = "markdown" }));

        rest.Json.GetProperty("translations")[0]
            .GetProperty("text")
            .GetString()
            .ShouldBe("# Un homme\n\n* Deux chiens **jouent** dans la neige.\n\n```\nA man\n```\n");
    }
}
