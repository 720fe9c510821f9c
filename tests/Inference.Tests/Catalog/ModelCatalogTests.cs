using Shouldly;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

public sealed class ModelCatalogTests : IDisposable
{
    private const string EnFr = """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }""";
    private const string Classification = """{ "task": "text-classification" }""";
    private readonly TestCatalog _catalog = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Load_GoodModels_AreReadyWithTheirLimits()
    {
        _catalog.Add("en-fr", "marian-tiny", EnFr);
        _catalog.Add("intent", "roberta-tiny", Classification);
        _catalog.Catalog.WhyNotReady().ShouldNotBeNull();

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.WhyNotReady().ShouldBeNull();
        VariantInfo marian = _catalog.Catalog.Describe("en-fr").Variants.ShouldHaveSingleItem();
        marian.State.ShouldBe(ModelState.Ready);
        marian.ExecutionProvider.ShouldBe("cpu");
        marian.Decoder.ShouldBe("split");
        marian.Version.ShouldBe(marian.ContentHash.ShouldNotBeNull()[..12]);
        marian.Limits.ShouldBe(new VariantLimits(256, 256, 255, 8, 4, 1_000, 500_000));
        VariantInfo roberta = _catalog.Catalog.Describe("intent").Variants.ShouldHaveSingleItem();
        roberta.Limits.ShouldBe(new VariantLimits(512, null, null, null, null, 1_000, 500_000));
        roberta.Labels.ShouldNotBeNull().Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("model.onnx", "not an ONNX file", "model.onnx cannot be loaded by ONNX Runtime")]
    [InlineData("vocab.txt", null, "vocab.txt")]
    [InlineData("tokenizer_config.json", "{ broken", "tokenizer_config.json")]
    [InlineData("config.json", "{ broken", "config.json is not readable JSON")]
    public async Task Load_BrokenFile_FailsThatModelOnlyAndSaysWhich(string file, string? content, string fault)
    {
        string broken = _catalog.Add("broken", "distilbert-tiny", Classification);
        _catalog.Add("good", "distilbert-tiny", Classification);
        File.Delete(Path.Combine(broken, "tokenizer.json"));
        File.Delete(Path.Combine(broken, file));
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(broken, file), content);
        }

        await _catalog.Catalog.LoadAsync(Token);

        ModelInfo model = _catalog.Catalog.Describe("broken");
        model.State.ShouldBe(ModelState.Failed);
        model.Variants.ShouldHaveSingleItem().Faults.ShouldContain(text => text.Contains(fault, StringComparison.Ordinal));
        _catalog.Catalog.Describe("good").State.ShouldBe(ModelState.Ready);
        _catalog.Catalog.WhyNotReady().ShouldBeNull();
        (await Refused(new ClassificationRequest(["a"]) { Model = "broken" })).ShouldBe(InferenceError.ModelNotReady);
    }

    [Fact]
    public async Task Load_TruncatedOnnxFile_FailsThatModel()
    {
        string folder = _catalog.Add("m", "distilbert-tiny", Classification);
        string file = Path.Combine(folder, "model.onnx");
        byte[] bytes = await File.ReadAllBytesAsync(file, Token);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)], Token);

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldStartWith("model.onnx cannot be loaded");
        _catalog.Catalog.WhyNotReady().ShouldBe("No model could be loaded; GET /v1/models says why.");
    }

    [Fact]
    public async Task Load_OnnxFileWithOtherInputs_NamesEveryOne()
    {
        string folder = _catalog.Add("m", "marian-tiny", EnFr);
        File.Copy(Path.Combine(folder, "decoder_with_past_model.onnx"), Path.Combine(folder, "encoder_model.onnx"), overwrite: true);

        await _catalog.Catalog.LoadAsync(Token);

        IReadOnlyList<string> faults = _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults;
        faults.ShouldContain("encoder_model.onnx asks for an input 'past_key_values.0.decoder.key' that the server does not know how to give.");
        faults.ShouldContain(fault => fault.StartsWith("encoder_model.onnx has no output 'last_hidden_state'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_LabelsThatDoNotFitTheModel_IsAFault()
    {
        string folder = _catalog.Add("m", "distilbert-tiny", Classification);
        string config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, (await File.ReadAllTextAsync(config, Token)).Replace("\"1\": \"POSITIVE\"", "\"1\": \"POSITIVE\", \"2\": \"MIXED\"", StringComparison.Ordinal));

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldContain("3 labels");
    }

    [Fact]
    public async Task Load_EndTokenOutsideTheVocabulary_FailsTheSelfCheck()
    {
        string folder = _catalog.Add("m", "marian-tiny", EnFr);
        string config = Path.Combine(folder, "generation_config.json");
        File.WriteAllText(config, (await File.ReadAllTextAsync(config, Token)).Replace("\"decoder_start_token_id\": 852", "\"decoder_start_token_id\": 85200", StringComparison.Ordinal));

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldStartWith("The self-check failed");
    }

    [Fact]
    public async Task WhyNotReady_RequiredModelMissing_NamesIt()
    {
        _catalog.Models.Required.Add("en-de");
        _catalog.Add("en-fr", "marian-tiny", EnFr);
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.WhyNotReady().ShouldBe("Not ready: en-de.");
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("../..")]
    [InlineData("")]
    public void Describe_UnknownName_IsModelNotFound(string name) =>
        Should.Throw<InferenceException>(() => _catalog.Catalog.Describe(name)).Error.ShouldBe(InferenceError.ModelNotFound);

    [Fact]
    public async Task Translate_LanguagesAndNames_FindTheModelOrSayWhyNot()
    {
        _catalog.Add("en-fr", "marian-tiny", EnFr);
        _catalog.Add("sentiment", "distilbert-tiny", Classification);
        _catalog.Add("intent", "roberta-tiny", Classification);
        await _catalog.Catalog.LoadAsync(Token);
        InferencePipeline pipeline = _catalog.Pipeline();
        var request = new TranslationRequest(["Two dogs."]) { Options = new TranslationOptions { MaxNewTokens = 5, BeamSize = 1 } };

        (await pipeline.TranslateAsync(request, Token)).Model.ShouldBe("en-fr");
        (await pipeline.TranslateAsync(request with { Source = "EN", Target = "fr" }, Token)).Model.ShouldBe("en-fr");
        (await pipeline.TranslateAsync(request with { Model = "en-fr", Variant = VariantRole.Student }, Token)).Variant.ShouldBe(VariantRole.Student);
        (await Refused(request with { Target = "de" })).ShouldBe(InferenceError.ModelNotFound);
        (await Refused(request with { Model = "en-fr", Source = "de" })).ShouldBe(InferenceError.ModelNotFound);
        (await Refused(request with { Model = "en-fr", Variant = VariantRole.Teacher })).ShouldBe(InferenceError.ModelNotFound);
        (await Refused(request with { Model = "EN-FR" })).ShouldBe(InferenceError.ModelNotFound);
        (await Refused(request with { Model = "sentiment" })).ShouldBe(InferenceError.InvalidInput);
        (await Refused(new ClassificationRequest(["a"]))).ShouldBe(InferenceError.InvalidInput);
        (await Refused(new ClassificationRequest(["a"]) { Model = "en-fr" })).ShouldBe(InferenceError.InvalidInput);

        _catalog.Models.DefaultClassifier = "intent";
        (await pipeline.ClassifyAsync(new ClassificationRequest(["a"]), Token)).Model.ShouldBe("intent");
    }

    [Fact]
    public void Choose_CudaWithoutCuda_FailsClearly() =>
        Should.Throw<ExecutionProviderException>(() => ExecutionProviderProbe.Choose(ExecutionProviderChoice.Cuda))
            .Message.ShouldStartWith("Inference:ExecutionProvider is Cuda, but");

    [Fact]
    public void Choose_AutoWithoutCuda_TakesTheCpuAndSaysWhy()
    {
        (ExecutionProvider provider, string reason) = ExecutionProviderProbe.Choose(ExecutionProviderChoice.Auto);
        provider.ShouldBe(ExecutionProvider.Cpu);
        reason.ShouldNotBeEmpty();
    }

    private async Task<InferenceError> Refused(TranslationRequest request) =>
        (await Should.ThrowAsync<InferenceException>(() => _catalog.Pipeline().TranslateAsync(request, Token))).Error;

    private async Task<InferenceError> Refused(ClassificationRequest request) =>
        (await Should.ThrowAsync<InferenceException>(() => _catalog.Pipeline().ClassifyAsync(request, Token))).Error;
}
