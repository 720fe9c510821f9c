using Shouldly;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>Terms with given translations, asked of the default model.</summary>
public sealed class GlossaryTests(EnFrModel model) : IClassFixture<EnFrModel>
{
    private const string Sentence = "Two dogs are playing in front of the Blue Door.";

    private static readonly GlossaryEntry _door = new("Blue Door", "Porte Azur");

    [Fact]
    public async Task Translate_TermInASentence_HasTheGivenTranslation()
    {
        var answer = await AskAsync(Sentence, _door);

        answer.Text.ShouldContain("Porte Azur");
        answer.Text.ShouldNotContain("Blue Door");
        answer.Glossary.ShouldBe([new AppliedEntry(_door, 1)]);
        answer.Warnings.ShouldBeEmpty();
        answer.Statistics.ShouldNotBeNull().SentencesWithSpans.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_SeveralTerms_CountsEachInTheOrderOfTheText()
    {
        var tom = new GlossaryEntry("Zorbian");
        var answer = await AskAsync($"Zorbian is standing. {Sentence} The Blue Door is big.\nBlue Door", _door, tom);

        answer.Glossary.ShouldBe([new AppliedEntry(tom, 1), new AppliedEntry(_door, 3)]);
        answer.Text.Split('\n')[1].ShouldBe("Porte Azur");
        answer.Text.ShouldContain("Zorbian");
    }

    /// <summary>A sign that touches a term is protected without it.</summary>
    [Theory]
    [InlineData("The Acme™ is big.", "Acme", "Akme™")]
    [InlineData("The Big Acme™ is here.", "Big Acme", "Akme™")]
    [InlineData("It is in the Acme² house.", "Acme", "Akme²")]
    public async Task Translate_TermThatASignTouches_HasTheGivenTranslation(string text, string term, string written)
    {
        var answer = await AskAsync(text, new GlossaryEntry(term, "Akme"));

        answer.Text.ShouldContain(written);
        answer.Text.ShouldNotContain("Acme");
        answer.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A cat is sitting on the sofa bed.", "canapé-lit")]
    [InlineData("Sofa bed and table.", "Canapé-lit")]
    [InlineData("A CAT IS SITTING ON THE SOFA BED.", "CANAPÉ-LIT")]
    public async Task Translate_TermInAnotherCase_HasItsTranslationInThatCase(string text, string written) =>
        (await AskAsync(text, new GlossaryEntry("sofa bed", "canapé-lit"))).Text.ShouldContain(written);

    [Theory]
    [InlineData("The Blue Doors are big.")]
    [InlineData("The blue door is big.")]
    [InlineData("See https://example.org/Blue-Door/x for more.")]
    public async Task Translate_NoTermAsAWord_AppliesNothing(string text)
    {
        var answer = await AskAsync(text, _door, new GlossaryEntry("Blue", "Azur"), new GlossaryEntry("Door", "Porte"));

        answer.Text.ShouldNotContain("Porte Azur");
        answer.Glossary.ShouldNotContain(applied => applied.Entry == _door);
    }

    [Fact]
    public async Task Translate_TermsThatOverlap_TakesTheLongest()
    {
        var answer = await AskAsync(Sentence, new GlossaryEntry("Blue", "Azur"), _door, new GlossaryEntry("Door", "Porte"));

        answer.Glossary.ShouldBe([new AppliedEntry(_door, 1)]);
    }

    [Fact]
    public async Task Translate_NumberInATerm_IsNotMissed()
    {
        var floor = new GlossaryEntry("2nd floor 17", "premier étage");
        var answer = await AskAsync("Two dogs are playing on the 2nd floor 17.", floor);

        answer.Text.ShouldContain("premier étage");
        answer.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Translate_MoreTermsThanStandIns_AppliesAll()
    {
        var names = Enumerable
            .Range(0, 12)
            .Select(number => new GlossaryEntry($"Zorb{(char)('a' + number)}", $"Zirb{(char)('a' + number)}"))
            .ToArray();
        var answer = await AskAsync($"A man is looking at {string.Join(", ", names.Select(name => name.Source))}.", names);

        answer.Glossary.ShouldBe(names.Select(name => new AppliedEntry(name, 1)));
        names.ShouldAllBe(name => answer.Text.Contains(name.Target));
    }

    [Fact]
    public async Task Translate_ModelGlossary_AppliesUnlessTheCallSaysOtherwise()
    {
        await model.SetGlossaryAsync(_door);
        try
        {
            (await AskAsync(Sentence)).Glossary.ShouldBe([new AppliedEntry(_door, 1)]);
            var own = new GlossaryEntry("Blue Door", "Porte du Nord");
            (await AskAsync(Sentence, own)).Glossary.ShouldBe([new AppliedEntry(own, 1)]);
            var options = TranslationOptions.Default;
            (await AskAsync(Sentence, options with { ModelGlossary = false })).Glossary.ShouldBeEmpty();
            (await AskAsync(Sentence, options with { SplitSentences = false })).Glossary.ShouldBeEmpty();
            var kept = await AskAsync(Sentence, options with { Protect = ["Blue Door"] });
            kept.Glossary.ShouldBeEmpty();
            kept.Text.ShouldContain("Blue Door");
        }
        finally
        {
            await model.SetGlossaryAsync();
        }
    }

    [Fact]
    public async Task Translate_WrongGlossary_IsRefused()
    {
        await RefusedAsync(InferenceError.InvalidInput, "glossary[1]", _door, _door with { Target = "Porte" });
        await RefusedAsync(InferenceError.InvalidInput, "glossary[0].source", new GlossaryEntry("", "x"));
        await RefusedAsync(InferenceError.InvalidInput, "glossary[0].source", new GlossaryEntry(" a", "x"));
        await RefusedAsync(InferenceError.InvalidInput, "glossary[0].target", new GlossaryEntry("a", "x\ny"));
        await RefusedAsync(InferenceError.InvalidInput, "glossary[0].target", new GlossaryEntry("a", new string('x', 201)));
        await RefusedAsync(
            InferenceError.InputTooLarge,
            "1001",
            [.. Enumerable.Range(0, 1_001).Select(number => new GlossaryEntry($"a{number}", "b"))]
        );
        var kept = TranslationOptions.Default with { Protect = ["Blue Door"] };
        (await Should.ThrowAsync<InferenceException>(() => AskAsync(Sentence, kept, _door))).Message.ShouldContain("options.protect");
        var whole = TranslationOptions.Default with { SplitSentences = false };
        (await Should.ThrowAsync<InferenceException>(() => AskAsync(Sentence, whole, _door))).Message.ShouldContain("splitSentences");
        (await AskAsync(Sentence, _door, _door)).Glossary.ShouldBe([new AppliedEntry(_door, 1)]);
    }

    private async Task RefusedAsync(InferenceError error, string mentions, params GlossaryEntry[] glossary)
    {
        var refusal = await Should.ThrowAsync<InferenceException>(() => AskAsync(Sentence, glossary));
        refusal.Error.ShouldBe(error);
        refusal.Message.ShouldContain(mentions);
    }

    private Task<TranslatedText> AskAsync(string text, params GlossaryEntry[] glossary) =>
        AskAsync(text, TranslationOptions.Default, glossary);

    private async Task<TranslatedText> AskAsync(string text, TranslationOptions options, params GlossaryEntry[] glossary) =>
        (await model.AskAsync(new TranslationRequest([text]) { Options = options, Glossary = glossary }))[0];
}
