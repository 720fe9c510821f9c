using Shouldly;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Memory;

/// <summary>What happens where models, versions and texts do not fit into the memory there is.</summary>
public sealed class LittleMemoryTests
{
    private const string Translation = """{ "task": "translation" }""",
        Classification = """{ "task": "text-classification" }""";
    private const long MiB = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_ModelThatDoesNotFit_IsRefusedBeforeItIsOpenedAndTheOthersServe()
    {
        using var repository = new TestCatalog(memory: Budget(112));
        repository.Add("a", "distilbert-tiny", Classification);
        File.WriteAllText(Path.Combine(repository.Add("b", "roberta-tiny", Classification), "vocab.json"), "not even read");

        await repository.Catalog.LoadAsync(Token);

        repository.Catalog.Describe("a").State.ShouldBe(ModelState.Ready);
        var refused = repository.Catalog.Describe("b").Variants.ShouldHaveSingleItem();
        refused.State.ShouldBe(ModelState.Failed);
        refused.Faults.ShouldHaveSingleItem().ShouldStartWith("insufficientMemory: it needs 6 MiB for its weights and ");
        var answer = await Should.ThrowAsync<InferenceException>(() =>
            repository.Pipeline().ClassifyAsync(new ClassificationRequest(["a film"]) { Model = "b" }, Token)
        );
        answer.Error.ShouldBe(InferenceError.ModelNotReady);
    }

    /// <summary>Old and new are there together while one takes over: the new one must fit beside the old one.</summary>
    [Fact]
    public async Task Promote_VersionThatDoesNotFitBesideTheOther_IsRefusedAndTheOldOneServes()
    {
        using var repository = new TestCatalog(memory: Budget(112));
        repository.Add("m", "distilbert-tiny", Classification, Path.Combine("student", "1"));
        await repository.Catalog.LoadAsync(Token);
        repository.Add("m", "bert-tiny", Classification, Path.Combine("student", "2"));

        var reload = await Should.ThrowAsync<InferenceException>(() => repository.Versions.ReloadAsync("m", Token));
        var promote = await Should.ThrowAsync<InferenceException>(() =>
            repository.Versions.PromoteAsync("m", VariantRole.Student, "2", Token)
        );

        foreach (var refusal in (InferenceException[])[reload, promote])
        {
            refusal.Error.ShouldBe(InferenceError.VersionRefused);
            refusal.Message.ShouldStartWith("student/2 does not take over: insufficientMemory: it needs ");
            refusal.Message.ShouldEndWith(" What was served before is still served.");
        }

        var student = repository.Catalog.Describe("m").Variants.ShouldHaveSingleItem();
        student.State.ShouldBe(ModelState.Ready);
        student
            .Versions.Select(version => (version.Folder, version.State))
            .ShouldBe([("student/2", VersionState.Failed), ("student/1", VersionState.Ready)]);
        (await repository.Pipeline().ClassifyAsync(new ClassificationRequest(["a film"]), Token)).Results.Count.ShouldBe(1);
    }

    /// <summary>What a model took is there for the next one, when the model is freed or could not be loaded.</summary>
    [Fact]
    public async Task Claim_OfModelsThatAreGone_IsGivenBack()
    {
        var budget = Budget(200);
        var free = budget.FreeBytes;
        using var repository = new TestCatalog(memory: budget);
        repository.Add("good", "distilbert-tiny", Classification);
        File.WriteAllText(Path.Combine(repository.Add("broken", "bert-tiny", Classification), "vocab.txt"), "");
        File.Delete(Path.Combine(repository.Root, "broken", "student", "tokenizer.json"));
        await repository.Catalog.LoadAsync(Token);
        repository.Catalog.Describe("broken").State.ShouldBe(ModelState.Failed);

        var good = repository.Catalog.Models.First(model => model.Name == "good");
        var loaded = good.Variants[0].Loaded.ShouldHaveSingleItem();
        budget.ModelBytes.ShouldBe(ModelMemory.Estimate(loaded.Model.Export));
        repository.Catalog.Remove(good);
        await loaded.Freed.WaitAsync(TimeSpan.FromMinutes(1), Token);

        budget.FreeBytes.ShouldBe(free);
    }

    [Fact]
    public async Task Translate_TextThatDoesNotFitAlone_IsRefusedAndOthersAreAnswered()
    {
        using var repository = new TestCatalog(memory: Budget(86));
        repository.Add("m", "marian-tiny", Translation);
        await repository.Catalog.LoadAsync(Token);
        var pipeline = repository.Pipeline();
        var bound = repository.Catalog.Describe("m").Variants[0].Limits.ShouldNotBeNull().MaxRunBytes.ShouldNotBeNull();

        var refused = await Should.ThrowAsync<InferenceException>(() =>
            pipeline.TranslateAsync(
                new TranslationRequest(["a", string.Concat(Enumerable.Repeat("a ", 400))])
                {
                    Options = new TranslationOptions
                    {
                        BeamSize = 8,
                        MaxNewTokens = 256,
                        SplitSentences = false,
                    },
                },
                Token
            )
        );
        var answered = await pipeline.TranslateAsync(new TranslationRequest(["a"]), Token);

        refused.Error.ShouldBe(InferenceError.InputTooLarge);
        refused.Message.ShouldBe(
            $"A text of 256 tokens with 8 beams × 257 tokens may take 42 MiB, more than the {MemoryBudget.Shown(bound)} that one run may take here; lower 'options.beamSize' or 'options.maxNewTokens', or send shorter texts."
        );
        answered.Translations.Count.ShouldBe(1);
    }

    [Fact]
    public void CheckRow_WithoutADecoder_NamesWhatCallersOfAClassifierCanChange()
    {
        var memory = new BatchMemory(new RunMemory(new ModelShape(64, 4, 128)), Budget(72));

        var refused = Should.Throw<InferenceException>(() => memory.CheckRow(512, 1, 0));

        refused.Error.ShouldBe(InferenceError.InputTooLarge);
        refused.Message.ShouldBe(
            "A text of 512 tokens may take 53 MiB, more than the 36 MiB that one run may take here; send shorter texts."
        );
        Should.NotThrow(() => memory.CheckRow(128, 1, 0));
    }

    /// <summary>Many rows of which each fits run in batches that fit, and each is answered as alone.</summary>
    [Fact]
    public async Task Translate_ManyTextsInLittleMemory_AnswersEachAsAlone()
    {
        using var repository = new TestCatalog(memory: Budget(140));
        repository.Add("m", "marian-tiny", Translation);
        await repository.Catalog.LoadAsync(Token);
        var pipeline = repository.Pipeline();
        string[] texts = [.. Enumerable.Range(1, 40).Select(words => string.Concat(Enumerable.Repeat("dog ", words)))];
        var options = new TranslationOptions { BeamSize = 8, MaxNewTokens = 24 };

        var together = await pipeline.TranslateAsync(new TranslationRequest(texts) { Options = options }, Token);

        foreach (var place in (int[])[0, 7, 39])
        {
            var alone = await pipeline.TranslateAsync(new TranslationRequest([texts[place]]) { Options = options }, Token);
            alone.Translations[0].Text.ShouldBe(together.Translations[place].Text);
        }
    }

    /// <summary>So much for models and two runs at once; the heap and the process take nothing.</summary>
    private static MemoryBudget Budget(long mebibytes) => new(mebibytes * MiB * 16 / 15, 0, 0, 2, 2);
}
