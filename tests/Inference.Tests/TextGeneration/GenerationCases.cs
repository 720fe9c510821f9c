using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

/// <summary>A catalog with one model that generates text, in small batches.</summary>
public abstract class GenerationCases : IDisposable
{
    protected const double Tolerance = 1e-4;
    protected static readonly string[] Texts = ["The dog is sleeping under the table.", "She reads.", "We will meet the old man tomorrow."];
    private readonly TestCatalog _catalog = new(batching: new BatchingOptions { MaxBatchRows = 5, MaxBatchTokens = 400 });

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _catalog.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static GenerationOptions Sampled(long seed) =>
        new()
        {
            DoSample = true,
            Seed = seed,
            Temperature = 1.5,
            MaxNewTokens = 30,
        };

    private protected static async Task<IReadOnlyList<GenerationResult>> AskAsync(
        InferencePipeline pipeline,
        IReadOnlyList<string> texts,
        GenerationOptions options
    ) =>
        (
            await pipeline.AskAsync<GenerationRequest, GenerationAnswer>(new GenerationRequest(texts) { Options = options }, Token)
        ).Generations;

    private protected async Task<InferencePipeline> LoadAsync(string fixture, CacheOptions? cache = null)
    {
        _catalog.Add("m", fixture, """{ "task": "text2text", "prefix": "" }""");
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        return _catalog.Pipeline(cache: cache);
    }
}
