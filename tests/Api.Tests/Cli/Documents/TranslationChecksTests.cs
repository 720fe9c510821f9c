using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Placeholders that a translation must have as its text has them.</summary>
public sealed class TranslationChecksTests
{
    [Theory]
    [InlineData("{name}")]
    [InlineData("{{ user.name }}")]
    [InlineData("${total}")]
    [InlineData("$t(key)")]
    [InlineData("%s")]
    [InlineData("%1$s")]
    [InlineData("%1$,.2f")]
    [InlineData("%(price).2f")]
    [InlineData("%(name)s")]
    [InlineData("%id%")]
    [InlineData("%user.name%")]
    [InlineData("$user->name")]
    [InlineData("<b>")]
    public void KeepsPlaceholders_PlaceholderThatIsLostOrAnother_IsFalse(string placeholder)
    {
        var text = $"Hello {placeholder} there";

        TranslationChecks.KeepsPlaceholders(text, $"Bonjour {placeholder} là").ShouldBeTrue();
        TranslationChecks.KeepsPlaceholders(text, "Bonjour là").ShouldBeFalse();
        TranslationChecks.KeepsPlaceholders("Hello there", $"Bonjour {placeholder} là").ShouldBeFalse();
        TranslationChecks.KeepsPlaceholders(text, $"Bonjour {placeholder} et {placeholder} là").ShouldBeFalse();
    }

    [Theory]
    [InlineData("It is 50% off, 20% of it", "C'est 50 % de moins, 20 %")]
    [InlineData("A share of 5%or 6%", "Une part de 5 % ou 6 %")]
    [InlineData("It costs $20 -> $30", "Ça coûte 20 $ -> 30 $")]
    public void KeepsPlaceholders_SignsOfProse_AreNone(string text, string translation) =>
        TranslationChecks.KeepsPlaceholders(text, translation).ShouldBeTrue();
}
