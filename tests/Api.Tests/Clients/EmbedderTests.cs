using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>
/// The genuine all-MiniLM-L6-v2 and snowflake-arctic-embed-xs: /v1/embed gives the vectors that npm's @huggingface/transformers computes from
/// the same files in the same run.
/// </summary>
public sealed class EmbedderTests
{
    private const double Tolerance = 1e-4;

    private static readonly string[] Texts =
    [
        "Two dogs are playing in the snow.",
        "what's my balance?",
        "Où est la gare ? Crème brûlée, naïve café.",
        "日本語のテキスト and some English 😀",
        "UPPER CASE, digits 1234567 and a-very-long-hyphenated-word",
        "The committee's deliberations were, regrettably, inconclusive; nobody voted.",
        "a",
        string.Join(' ', Enumerable.Repeat("A man in a red coat is looking at them.", 12)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("minilm", "mean")]
    [InlineData("arctic-xs", "cls")]
    public async Task Embed_GenuineModel_GivesTheVectorsOfTransformersJs(string name, string pooling)
    {
        var folder = Path.Combine(Golden.Repository, "artifacts", name);
        Assert.SkipUnless(
            File.Exists(Path.Combine(folder, "config.json")),
            $"There is no artifacts/{name}: tools/install-test-tools.sh writes it."
        );
        var reference = await NodeProgram.RunAsync(
            "transformers-js.mjs",
            "@huggingface/transformers",
            new
            {
                task = "feature-extraction",
                folder,
                texts = Texts,
                pooling,
            }
        );
        double[][] expected = [.. reference.GetProperty("embeddings").EnumerateArray().Select(Numbers)];

        await using var server = new ApiServer(new FixtureRepository().AddFolder(name, folder, "{}"));
        await server.InitializeAsync();
        var together = await server.PostAsync("/v1/embed", JsonSerializer.Serialize(new { text = Texts }));
        ((int)together.Status).ShouldBe(200, together.Text);
        double[][] vectors = [.. together.Json.GetProperty("embeddings").EnumerateArray().Select(Numbers)];
        var grpc = await new Transformer.TransformerClient(server.Grpc).EmbedAsync(
            new EmbedRequest { Texts = { Texts } },
            cancellationToken: Token
        );

        vectors.Length.ShouldBe(Texts.Length);
        for (var text = 0; text < Texts.Length; text++)
        {
            vectors[text].ShouldBe(expected[text], Tolerance, Texts[text]);
            grpc.Embeddings[text].Values.Select(number => (double)number).ShouldBe(vectors[text], 1e-6);
            var alone = await server.PostAsync("/v1/embed", JsonSerializer.Serialize(new { text = Texts[text] }));
            Numbers(alone.Json.GetProperty("embeddings")[0]).ShouldBe(expected[text], Tolerance, Texts[text]);
            for (var other = 0; other < text; other++)
            {
                Cosine(vectors[text], vectors[other]).ShouldBe(Cosine(expected[text], expected[other]), Tolerance);
            }
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>The vectors have the length 1.</summary>
    private static double Cosine(double[] one, double[] other) => one.Zip(other, (left, right) => left * right).Sum();
}
