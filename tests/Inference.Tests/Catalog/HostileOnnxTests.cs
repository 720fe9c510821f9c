using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Valid ONNX files that take all memory or all time: they are refused, and the model beside them is served.</summary>
public sealed class HostileOnnxTests : IDisposable
{
    private const string Classification = """{ "task": "text-classification" }""";

    /// <summary>The time is long enough for the model beside it on a busy machine.</summary>
    private readonly TestCatalog _catalog = new(
        models: new ModelsOptions { WarmUpTimeout = TimeSpan.FromSeconds(10), TrialMemoryBytes = 256 << 20 }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Shape => OnnxBytes.Numbers("shape", OnnxBytes.Long, isScalar: false, 1L << 40);

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Load_ConstantOfATerabyte_IsRefused() =>
        (await FaultOf(Shape, OnnxBytes.Node("ConstantOfShape", ["shape"], ["logits"]))).ShouldContain("Models:TrialMemoryBytes");

    [Fact]
    public async Task Load_MoreMemoryThanTheTrialHas_IsRefused() =>
        (
            await FaultOf(
                OnnxBytes.Numbers("shape", OnnxBytes.Long, isScalar: false, 100_000_000),
                OnnxBytes.Node("ConstantOfShape", ["shape"], ["logits"])
            )
        ).ShouldContain("268435456 bytes");

    [Fact]
    public async Task Load_ExpandedInput_IsRefused() =>
        (
            await FaultOf(
                Shape,
                OnnxBytes.Numbers("one", OnnxBytes.Float, isScalar: false, 1),
                OnnxBytes.Node("Expand", ["one", "shape"], ["logits"])
            )
        ).ShouldContain("Models:TrialMemoryBytes");

    [Fact]
    public async Task Load_TiledInput_IsRefused() =>
        (
            await FaultOf(
                Shape,
                OnnxBytes.Numbers("one", OnnxBytes.Float, isScalar: false, 1),
                OnnxBytes.Node("Tile", ["one", "shape"], ["logits"])
            )
        ).ShouldStartWith("The self-check failed"); // ONNX Runtime has a limit of its own there

    [Fact]
    public async Task Load_LoopWithoutEnd_IsRefusedAfterItsTime()
    {
        var body = OnnxBytes.Body(
            "body",
            OnnxBytes.Node("Identity", ["on"], ["stillOn"]),
            OnnxBytes.Node("Identity", ["value"], ["next"]),
            OnnxBytes.Input("turn", OnnxBytes.Long, isScalar: true),
            OnnxBytes.Input("on", OnnxBytes.Bool, isScalar: true),
            OnnxBytes.Input("value", OnnxBytes.Float),
            OnnxBytes.Output("stillOn", OnnxBytes.Bool, isScalar: true),
            OnnxBytes.Output("next", OnnxBytes.Float)
        );

        (
            await FaultOf(
                OnnxBytes.Numbers("turns", OnnxBytes.Long, isScalar: true, long.MaxValue),
                OnnxBytes.Numbers("true", OnnxBytes.Bool, isScalar: true, 1),
                OnnxBytes.Numbers("start", OnnxBytes.Float, isScalar: false, 1),
                OnnxBytes.Node("Loop", ["turns", "true", "start"], ["logits"], body)
            )
        ).ShouldContain("Models:WarmUpTimeout");
    }

    [Theory]
    [InlineData("com.microsoft", "EPContext")]
    [InlineData("ai.onnx.contrib", "ReadFile")]
    [InlineData("unheard.of", "Operator")]
    public async Task Load_OperatorOfAnotherEngine_IsRefused(string domain, string type) =>
        (
            await FaultOf(
                OnnxBytes.Numbers("one", OnnxBytes.Float, isScalar: false, 1),
                OnnxBytes.Node(type, ["one"], ["logits"], OnnxBytes.Domain(domain))
            )
        ).ShouldStartWith("model.onnx cannot be loaded by ONNX Runtime");

    [Fact]
    public async Task Load_OnnxRuntimesOwnFormat_IsRefused()
    {
        byte[] file = [8, 0, 0, 0, .. "ORTM"u8, .. new byte[64]];
        (await FaultOfFile(file)).ShouldStartWith("model.onnx cannot be loaded");
    }

    [Theory]
    [InlineData("tokenizer_config.json", "\"model_max_length\": 512", "\"model_max_length\": 2147483646")]
    public async Task Load_LimitThatNoMemoryHas_IsTakenForNone(string file, string before, string after)
    {
        var folder = _catalog.Add("m", "distilbert-tiny", Classification);
        var path = Path.Combine(folder, file);
        var text = await File.ReadAllTextAsync(path, Token);
        text.ShouldContain(before);
        await File.WriteAllTextAsync(path, text.Replace(before, after, StringComparison.Ordinal), Token);

        await _catalog.Catalog.LoadAsync(Token);

        var variant = _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem();
        variant.State.ShouldBe(ModelState.Ready);
        variant.Limits.ShouldNotBeNull().MaxInputTokens.ShouldBeLessThan(1_048_577);
    }

    private Task<string> FaultOf(params byte[][] parts) => FaultOfFile(OnnxBytes.Classifier(parts));

    private async Task<string> FaultOfFile(byte[] file)
    {
        var folder = _catalog.Add("bad", "distilbert-tiny", Classification);
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.onnx"), file, Token);
        _catalog.Add("good", "distilbert-tiny", Classification);

        await _catalog.Catalog.LoadAsync(Token);

        (await _catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["fine"]) { Model = "good" }, Token)).Results.Count.ShouldBe(1);
        (
            await Should.ThrowAsync<InferenceException>(() =>
                _catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["fine"]) { Model = "bad" }, Token)
            )
        ).Error.ShouldBe(InferenceError.ModelNotReady);
        return _catalog.Catalog.Describe("bad").Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem();
    }
}
