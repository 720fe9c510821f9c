using Shouldly;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>What the answer says of a translation, and the options that switch the steps before and after the model.</summary>
public sealed class TranslationStepsTests(EnFrModel model) : IClassFixture<EnFrModel>
{
    private static readonly TranslationOptions _default = TranslationOptions.Default;

    /// <summary>The options with one step off, and a text that this step is for.</summary>
    public static TheoryData<string, TranslationOptions, string> Steps =>
        new()
        {
            { "structure", _default with { KeepStructure = false }, "Name\tAge\tCity" },
            { "spans", _default with { ProtectSpans = false }, "Hello {name}, how are you?" },
            { "invisible characters", _default with { RemoveInvisible = false }, "A man is sit\u00ADting on a bench." },
            { "capitals", _default with { LowerCapitals = false }, "TWO DOGS ARE PLAYING IN THE SNOW." },
            { "runaways", _default with { StopRunaways = false }, "Wow!!!!!!!!!!" },
            { "all", _default with { SplitSentences = false }, "Hello {name}, how are you?" },
        };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Translate_OneStepOff_ChangesTheTranslation(string step, TranslationOptions options, string text)
    {
        var on = (await model.TranslateAsync([text]))[0];
        var off = (await model.TranslateAsync([text], options))[0];

        off.Text.ShouldNotBe(on.Text, step);
    }

    [Fact]
    public async Task Translate_CutByMaxNewTokens_SaysWhichSentences()
    {
        var text = "Two dogs are playing in the snow. A man in a blue shirt is standing on a ladder. Yes.";
        var answer = (await model.TranslateAsync([text], _default with { MaxNewTokens = 5 }))[0];

        answer.Truncated.ShouldBeTrue();
        answer.FinishReason.ShouldBe(FinishReason.Length);
        answer.FinishReasons.ShouldBe([FinishReason.Length, FinishReason.Length, FinishReason.Stop]);
    }

    [Fact]
    public async Task Translate_Whole_EndsByItself()
    {
        var answer = (await model.TranslateAsync(["Two dogs are playing in the snow. A man is sitting."]))[0];

        (answer.Truncated, answer.FinishReason, answer.FinishReasons).ShouldBe((false, FinishReason.Stop, null));
        answer.Warnings.ShouldBeEmpty();
        answer.Statistics.ShouldBe(new TranslationStatistics(2, 0, 0, 0));
    }

    [Fact]
    public async Task Translate_MoreWarningsThanAreNamed_TheLastSaysHowMany()
    {
        var text = string.Join(' ', Enumerable.Range(100, 400).Select(number => $"and {number} dogs"));

        var warnings = (await model.TranslateAsync([text], _default with { MaxNewTokens = 3 }))[0].Warnings;

        warnings.Count(warning => warning.Kind == TranslationWarningKind.NumberChanged).ShouldBe(64);
        warnings[^1].Kind.ShouldBe(TranslationWarningKind.MoreWarnings);
        warnings[^1].LeftOut.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("\"A dog is running.\" he said.", "\"Un chien court.\" il a dit.")]
    [InlineData("He wrote >>fr<< in the text.", "Il a écrit >>fr<< dans le texte.")]
    [InlineData("The price is 5 USD.", "Le prix est 5 USD.")]
    [InlineData("The dog is running", "Le chien court")]
    [InlineData("1st\n2nd\n3.º", "1st\n2nd\n3.º")]
    public async Task Translate_SpeechCodesAndLabels_LoseNothing(string text, string expected) =>
        (await model.TranslateAsync([text]))[0].Text.ShouldBe(expected);

    /// <summary>Nothing is lost of what is not language, and nothing fails where no word is left to translate.</summary>
    [Theory]
    [InlineData(">>pt_BR<< The dog.", ">>pt_BR<<")]
    [InlineData("It costs 5€ and £6.", "5€")]
    [InlineData("x² is big.", "x²")]
    [InlineData("He ate 1½ apples.", "1½")]
    [InlineData("A dog ===== a cat", "=====")]
    [InlineData("The code is C# here.", "C#")]
    [InlineData("A dog runs.[1] A cat sleeps.", "[1]")]
    [InlineData("[UNK] </s>/usr/bin/x", "[UNK] </s>/usr/bin/x")]
    [InlineData("B. A house\nii. Two dogs", "B. ")]
    public async Task Translate_SignsAndNames_AreKeptOrNamed(string text, string kept)
    {
        var answer = (await model.TranslateAsync([text]))[0];

        (
            answer.Text.Contains(kept, StringComparison.Ordinal)
            || answer.Warnings.Any(warning => warning.Text == kept || warning.Text.All(c => !char.IsLetterOrDigit(c)))
        ).ShouldBeTrue(answer.Text);
    }

    [Fact]
    public async Task Translate_OneSequence_HasNoStatistics() =>
        (await model.TranslateAsync(["A man."], _default with { SplitSentences = false }))[0].Statistics.ShouldBeNull();

    [Fact]
    public async Task Translate_MarkedByTheCaller_ComesBackAsItIs()
    {
        var options = _default with { Protect = ["Blue Door", "the snow"] };
        var answer = (await model.TranslateAsync(["The Blue Door is big. Two dogs are playing in the snow."], options))[0];

        answer.Text.ShouldContain("Blue Door");
        answer.Text.ShouldContain("the snow");
        answer.Statistics.ShouldNotBeNull().SentencesWithSpans.ShouldBe(2);
        answer.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Translate_NumbersThatTheModelChanges_ComeBackOrAreNamed()
    {
        var answer = (await model.TranslateAsync(["It costs $1,234.56."]))[0];

        answer.Text.ShouldContain("1,234.56");
        answer.Text.ShouldNotContain("56.56");
        answer.Warnings.ShouldBeEmpty();

        var unverified = (await model.TranslateAsync(["It costs $1,234.56."], _default with { CheckNumbers = false }))[0];
        unverified.Warnings.ShouldBeEmpty();
    }
}
