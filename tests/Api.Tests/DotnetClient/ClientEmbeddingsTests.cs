using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>Microsoft.Extensions.AI's embedding generator on a running server.</summary>
public sealed class ClientEmbeddingsTests(ExportsServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TransformerServiceTransport.Rest)]
    [InlineData(TransformerServiceTransport.Grpc)]
    public async Task GenerateAsync_GoldenTexts_AreTheReference(TransformerServiceTransport transport)
    {
        var cases = Golden.Cases("sentence-bert-tiny").Values.ToArray();
        await using var services = new ServiceCollection()
            .AddTransformerServiceClient(options =>
            {
                options.Address = transport == TransformerServiceTransport.Grpc ? server.GrpcAddress : server.Address;
                options.Transport = transport;
            })
            .AddTransformerServiceEmbeddingGenerator("embedder")
            .BuildServiceProvider();
        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        var embeddings = await generator.GenerateAsync(
            cases.Select(golden => golden.GetProperty("text").GetString() ?? ""),
            cancellationToken: Token
        );

        embeddings.Count.ShouldBe(cases.Length);
        foreach (var (embedding, golden) in embeddings.Zip(cases))
        {
            embedding.Vector.ToArray().Select(number => (double)number).ShouldBe(Numbers(golden.GetProperty("mean_normalized")), 1e-4);
            embedding.ModelId.ShouldBe("embedder");
        }

        embeddings.Usage?.InputTokenCount.ShouldBe(cases.Sum(golden => golden.GetProperty("input_ids").GetArrayLength()));
        (await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 8 }, Token))[0].Vector.Length.ShouldBe(8);
        (await generator.GenerateAsync([], cancellationToken: Token)).ShouldBeEmpty();
        generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId.ShouldBe("embedder");
        generator.GetService<ITransformerServiceClient>().ShouldNotBeNull();
        await Should.ThrowAsync<TransformerServiceException>(() =>
            generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { ModelId = "none" }, Token)
        );
    }

    private static double[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetDouble())];
}
