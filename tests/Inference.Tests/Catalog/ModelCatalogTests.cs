using Microsoft.ML.OnnxRuntime;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support.Exports;
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
        var marian = _catalog.Catalog.Describe("en-fr").Variants.ShouldHaveSingleItem();
        marian.State.ShouldBe(ModelState.Ready);
        marian.ExecutionProvider.ShouldBe("cpu");
        marian.Decoder.ShouldBe("split");
        marian.Version.ShouldBe(marian.ContentHash.ShouldNotBeNull()[..12]);
        marian.Limits.ShouldBe(new VariantLimits(256, 256, 255, 8, 4, 1_000, 500_000));
        var roberta = _catalog.Catalog.Describe("intent").Variants.ShouldHaveSingleItem();
        roberta.Limits.ShouldBe(new VariantLimits(512, null, null, null, null, 1_000, 500_000));
        roberta.Labels.ShouldNotBeNull().Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("model.onnx", "not an ONNX file", "model.onnx cannot be loaded")]
    [InlineData("vocab.txt", null, "vocab.txt")]
    [InlineData("tokenizer_config.json", "{ broken", "tokenizer_config.json")]
    [InlineData("config.json", "{ broken", "config.json is not readable JSON")]
    public async Task Load_BrokenFile_FailsThatModelOnlyAndSaysWhich(string file, string? content, string fault)
    {
        var broken = _catalog.Add("broken", "distilbert-tiny", Classification);
        _catalog.Add("good", "distilbert-tiny", Classification);
        File.Delete(Path.Combine(broken, "tokenizer.json"));
        File.Delete(Path.Combine(broken, file));
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(broken, file), content);
        }

        await _catalog.Catalog.LoadAsync(Token);

        var model = _catalog.Catalog.Describe("broken");
        model.State.ShouldBe(ModelState.Failed);
        model.Variants.ShouldHaveSingleItem().Faults.ShouldContain(text => text.Contains(fault, StringComparison.Ordinal));
        _catalog.Catalog.Describe("good").State.ShouldBe(ModelState.Ready);
        _catalog.Catalog.WhyNotReady().ShouldBeNull();
        (await Refused(new ClassificationRequest(["a"]) { Model = "broken" })).ShouldBe(InferenceError.ModelNotReady);
    }

    [Fact]
    public async Task Load_TruncatedOnnxFile_FailsThatModel()
    {
        var folder = _catalog.Add("m", "distilbert-tiny", Classification);
        var file = Path.Combine(folder, "model.onnx");
        var bytes = await File.ReadAllBytesAsync(file, Token);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)], Token);

        await _catalog.Catalog.LoadAsync(Token);

        _catalog
            .Catalog.Describe("m")
            .Variants.ShouldHaveSingleItem()
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith("model.onnx cannot be loaded");
        _catalog.Catalog.WhyNotReady().ShouldBe("No model could be loaded; GET /v1/models says why.");
    }

    [Fact]
    public async Task Load_OnnxFileWithOtherInputs_NamesEveryOne()
    {
        var folder = _catalog.Add("m", "marian-tiny", EnFr);
        File.Copy(Path.Combine(folder, "decoder_with_past_model.onnx"), Path.Combine(folder, "encoder_model.onnx"), overwrite: true);

        await _catalog.Catalog.LoadAsync(Token);

        var faults = _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults;
        faults.ShouldContain(
            "encoder_model.onnx requires the inputs 'encoder_attention_mask', 'past_key_values.0.decoder.key', 'past_key_values.0.decoder.value', 'past_key_values.0.encoder.key', "
                + "'past_key_values.0.encoder.value', 'past_key_values.1.decoder.key', 'past_key_values.1.decoder.value', 'past_key_values.1.encoder.key', "
                + "'past_key_values.1.encoder.value', which the server cannot provide; it provides input_ids, attention_mask, position_ids."
        );
        faults.ShouldContain(fault => fault.StartsWith("encoder_model.onnx has no output 'last_hidden_state'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_LabelsThatDoNotFitTheModel_IsAFault()
    {
        var folder = _catalog.Add("m", "distilbert-tiny", Classification);
        var config = Path.Combine(folder, "config.json");
        File.WriteAllText(
            config,
            (await File.ReadAllTextAsync(config, Token)).Replace(
                "\"1\": \"POSITIVE\"",
                "\"1\": \"POSITIVE\", \"2\": \"MIXED\"",
                StringComparison.Ordinal
            )
        );

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldContain("3 labels");
    }

    [Theory]
    [InlineData("\"decoder_start_token_id\": 852", "\"decoder_start_token_id\": 85200", "decoder_start_token_id")]
    [InlineData("\"eos_token_id\": 0", "\"eos_token_id\": [0, 5000]", "eos_token_id")]
    [InlineData("\"forced_eos_token_id\": 0", "\"forced_eos_token_id\": -1", "forced_eos_token_id")]
    public async Task Load_TokenOutsideTheVocabulary_IsAFaultThatNamesTheSetting(string before, string after, string field)
    {
        var folder = _catalog.Add("m", "marian-tiny", EnFr);
        await Edit(Path.Combine(folder, "generation_config.json"), before, after);

        await _catalog.Catalog.LoadAsync(Token);

        _catalog
            .Catalog.Describe("m")
            .Variants.ShouldHaveSingleItem()
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith($"generation_config.json: '{field}'");
    }

    [Fact]
    public async Task Load_MorePositionsDeclaredThanThereAre_SaysHowManyThereAre()
    {
        var folder = _catalog.Add("m", "marian-tiny", EnFr);
        await Edit(Path.Combine(folder, "config.json"), "\"max_position_embeddings\": 256", "\"max_position_embeddings\": 512");
        await Edit(Path.Combine(folder, "tokenizer_config.json"), "\"model_max_length\": 256", "\"model_max_length\": 512");

        await _catalog.Catalog.LoadAsync(Token);

        _catalog
            .Catalog.Describe("m")
            .Variants.ShouldHaveSingleItem()
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith("It reads at most 256 tokens, but its files allow 512");
    }

    [Fact]
    public async Task Load_VocabularyOfAnotherModel_IsAFault()
    {
        var longer = _catalog.Add("longer", "distilbert-tiny", Classification);
        await File.AppendAllLinesAsync(
            Path.Combine(longer, "vocab.txt"),
            Enumerable.Range(0, 5_000).Select(number => $"zzword{number}"),
            Token
        );
        var other = _catalog.Add("other", "marian-tiny", EnFr);
        File.Copy(Path.Combine(Fixtures.Folder("roberta-tiny"), "vocab.json"), Path.Combine(other, "vocab.json"), overwrite: true);
        var cut = _catalog.Add("cut", "marian-tiny", EnFr);
        var pieces = await File.ReadAllBytesAsync(Path.Combine(cut, "source.spm"), Token);
        await File.WriteAllBytesAsync(Path.Combine(cut, "source.spm"), pieces[..5_000], Token);

        await _catalog.Catalog.LoadAsync(Token);

        Fault("longer").ShouldContain("vocab_size is 2000");
        Fault("other").ShouldContain("vocab.json");
        Fault("cut").ShouldContain("source.spm");

        string Fault(string model) => _catalog.Catalog.Describe(model).Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Load_SettingsBeyondTheServersLimits_AreClippedAndSaid()
    {
        var folder = _catalog.Add("m", "marian-tiny", EnFr);
        await Edit(Path.Combine(folder, "generation_config.json"), "\"num_beams\": 4", "\"num_beams\": 12");
        await Edit(Path.Combine(folder, "generation_config.json"), "\"max_length\": 256", "\"max_length\": 1024");

        await _catalog.Catalog.LoadAsync(Token);

        var model = _catalog.Catalog.Describe("m");
        model.Warnings.Count.ShouldBe(2);
        model.Variants[0].Limits.ShouldNotBeNull().DefaultBeamSize.ShouldBe(8);
        model.Variants[0].Limits!.DefaultNewTokens.ShouldBe(256);
    }

    [Fact]
    public async Task Translate_FailedModelForTheSameLanguages_DoesNotGetInTheWay()
    {
        _catalog.Add("en-fr", "marian-tiny", EnFr);
        File.Delete(Path.Combine(_catalog.Add("broken", "marian-tiny", EnFr), "config.json"));
        await _catalog.Catalog.LoadAsync(Token);
        var request = new TranslationRequest(["Two dogs."])
        {
            Options = new TranslationOptions { MaxNewTokens = 5, BeamSize = 1 },
        };

        (await _catalog.Pipeline().TranslateAsync(request, Token)).Model.ShouldBe("en-fr");
        (await _catalog.Pipeline().TranslateAsync(request with { Source = "en", Target = "fr" }, Token)).Model.ShouldBe("en-fr");
        (await Refused(request with { Model = "broken" })).ShouldBe(InferenceError.ModelNotReady);
    }

    [Fact]
    public async Task Translate_ModelThatDeclaresNoLanguages_TakesItsCallersWord()
    {
        _catalog.Add("m", "marian-tiny", """{ "task": "translation" }""");
        await _catalog.Catalog.LoadAsync(Token);
        var request = new TranslationRequest(["Two dogs."])
        {
            Source = "en",
            Target = "fr",
            Options = new TranslationOptions { MaxNewTokens = 5, BeamSize = 1 },
        };

        (await _catalog.Pipeline().TranslateAsync(request with { Model = "m" }, Token)).Model.ShouldBe("m");
        (await Refused(request)).ShouldBe(InferenceError.ModelNotFound);
    }

    [Fact]
    public async Task Translate_AfterTheCatalogIsDisposed_IsRefusedNotCrashed()
    {
        _catalog.Add("m", "marian-tiny", EnFr);
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();
        var slow = new TranslationRequest([.. Enumerable.Repeat("dog dog dog dog dog.", 200)])
        {
            Options = new TranslationOptions
            {
                BeamSize = 8,
                MaxNewTokens = 256,
                MinNewTokens = 256,
            },
        };
        Task<TranslationAnswer>[] running = [.. Enumerable.Range(0, 4).Select(_ => pipeline.TranslateAsync(slow, Token))];

        _catalog.Catalog.Dispose();

        foreach (var request in running)
        {
            (await Should.ThrowAsync<InferenceException>(() => request)).Error.ShouldBe(InferenceError.ModelNotReady);
        }
    }

    [Fact]
    public async Task Translate_MoreRequestsThanAdmitted_AreRefusedAtOnce()
    {
        _catalog.Options.MaxConcurrentRequests = 1;
        _catalog.Add("m", "marian-tiny", EnFr);
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();
        var request = new TranslationRequest([.. Enumerable.Repeat("Two dogs are playing.", 50)]);

        var first = pipeline.TranslateAsync(request, Token);
        (await Should.ThrowAsync<InferenceException>(() => pipeline.TranslateAsync(request, Token))).Error.ShouldBe(
            InferenceError.Overloaded
        );
        (await first).Translations.Count.ShouldBe(50);
        (await pipeline.TranslateAsync(request, Token)).Translations.Count.ShouldBe(50);
    }

    [Fact]
    public async Task WhyNotReady_RequiredModelMissing_NamesIt()
    {
        _catalog.Models.Required.Add("en-de");
        _catalog.Add("en-fr", "marian-tiny", EnFr);
        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.WhyNotReady().ShouldBe("there is no model en-de.");
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
        var pipeline = _catalog.Pipeline();
        var request = new TranslationRequest(["Two dogs."])
        {
            Options = new TranslationOptions { MaxNewTokens = 5, BeamSize = 1 },
        };

        (await pipeline.TranslateAsync(request, Token)).Model.ShouldBe("en-fr");
        (await pipeline.TranslateAsync(request with { Source = "EN", Target = "fr" }, Token)).Model.ShouldBe("en-fr");
        (await pipeline.TranslateAsync(request with { Model = "en-fr", Variant = VariantRole.Student }, Token)).Variant.ShouldBe(
            VariantRole.Student
        );
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
    public void Choose_CudaWithoutCuda_FailsClearly()
    {
        SkipWithCuda();
        Should
            .Throw<ExecutionProviderException>(() => ExecutionProviderProbe.Choose(ExecutionProviderChoice.Cuda))
            .Message.ShouldStartWith("Inference:ExecutionProvider is Cuda, but");
    }

    [Fact]
    public void Choose_AutoWithoutCuda_TakesTheCpuAndSaysWhy()
    {
        SkipWithCuda();
        (var provider, var reason) = ExecutionProviderProbe.Choose(ExecutionProviderChoice.Auto);
        provider.ShouldBe(ExecutionProvider.Cpu);
        reason.ShouldNotBeEmpty();
    }

    private static void SkipWithCuda() =>
        Assert.SkipWhen(
            OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"),
            "This build of ONNX Runtime has CUDA."
        );

    private static async Task Edit(string file, string before, string after)
    {
        var text = await File.ReadAllTextAsync(file, Token);
        text.ShouldContain(before);
        await File.WriteAllTextAsync(file, text.Replace(before, after, StringComparison.Ordinal), Token);
    }

    private async Task<InferenceError> Refused(TranslationRequest request) =>
        (await Should.ThrowAsync<InferenceException>(() => _catalog.Pipeline().TranslateAsync(request, Token))).Error;

    private async Task<InferenceError> Refused(ClassificationRequest request) =>
        (await Should.ThrowAsync<InferenceException>(() => _catalog.Pipeline().ClassifyAsync(request, Token))).Error;
}
