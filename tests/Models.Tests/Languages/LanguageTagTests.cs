using Shouldly;
using TransformerService.Models.Languages;
using Xunit;

namespace TransformerService.Models.Tests.Languages;

/// <summary>Names of languages, and which of a model's they mean.</summary>
public sealed class LanguageTagTests
{
    private static readonly ModelLanguages Nllb = Of(
        "ace_Arab",
        "ace_Latn",
        "arb_Arab",
        "ary_Arab",
        "eng_Latn",
        "fra_Latn",
        "nob_Latn",
        "nno_Latn",
        "por_Latn",
        "srp_Cyrl",
        "zho_Hant",
        "zho_Hans"
    );

    private static readonly ModelLanguages MBart = Of("ar_AR", "en_XX", "fr_XX", "pt_XX", "zh_CN");

    private static readonly ModelLanguages M2M = Of("__en__", "__fr__", "__no__", "__zh__", "__ns__");

    private static readonly ModelLanguages Marian = Of(">>fra<<", ">>fr_CA<<", ">>pt_BR<<", ">>pt<<", ">>cmn_Hans<<");

    [Theory]
    [InlineData("fr", "fr", null, null)]
    [InlineData("FRA", "fr", null, null)]
    [InlineData("fre", "fr", null, null)]
    [InlineData("fra_Latn", "fr", "Latn", null)]
    [InlineData("fr_XX", "fr", null, null)]
    [InlineData("fr-CA", "fr", null, "CA")]
    [InlineData("zh-hant-tw", "zh", "Hant", "TW")]
    [InlineData("zh-TW", "zh", "Hant", "TW")]
    [InlineData("zh_CN", "zh", "Hans", "CN")]
    [InlineData("cmn", "zh", null, null)]
    [InlineData("es-419", "es", null, "419")]
    [InlineData("__fr__", "fr", null, null)]
    [InlineData(">>fra<<", "fr", null, null)]
    [InlineData("nob", "no", null, null)]
    [InlineData("ast", "ast", null, null)]
    public void Parse_Name_IsLanguageScriptAndRegion(string name, string language, string? script, string? region) =>
        LanguageTag.Parse(name).ShouldBe(new LanguageTag(language, script, region));

    [Theory]
    [InlineData("")]
    [InlineData("f")]
    [InlineData("french")]
    [InlineData("fr-")]
    [InlineData("fr fr")]
    [InlineData("fr-Latn-FR-x-private")]
    [InlineData("<mask>")]
    public void Parse_NoLanguage_IsNull(string name) => LanguageTag.Parse(name).ShouldBeNull();

    [Theory]
    [InlineData("en", "eng_Latn")]
    [InlineData("fra_Latn", "fra_Latn")]
    [InlineData("fr-FR", "fra_Latn")]
    [InlineData("ar", "arb_Arab")]
    [InlineData("ary", "ary_Arab")]
    [InlineData("zh", "zho_Hans")]
    [InlineData("zh-TW", "zho_Hant")]
    [InlineData("zho_Hant", "zho_Hant")]
    [InlineData("ace", "ace_Latn")]
    [InlineData("ace_Arab", "ace_Arab")]
    [InlineData("no", "nob_Latn")]
    [InlineData("nn", "nno_Latn")]
    [InlineData("sr", "srp_Cyrl")]
    [InlineData("sr-Latn", null)]
    [InlineData("de", null)]
    [InlineData("french", null)]
    public void Find_CodesWithScripts_IsWhatTheNameMeans(string name, string? token) => (Nllb.Find(name)?.Token).ShouldBe(token);

    [Theory]
    [InlineData("fr", "fr_XX")]
    [InlineData("fra_Latn", "fr_XX")]
    [InlineData("pt-BR", "pt_XX")]
    [InlineData("zh-Hans", "zh_CN")]
    [InlineData("zh-TW", null)]
    public void Find_CodesWithRegions_IsWhatTheNameMeans(string name, string? token) => (MBart.Find(name)?.Token).ShouldBe(token);

    [Theory]
    [InlineData("fr", "__fr__")]
    [InlineData("__fr__", "__fr__")]
    [InlineData("nb", "__no__")]
    [InlineData("nso", "__ns__")]
    public void Find_BareCodes_IsWhatTheNameMeans(string name, string token) => (M2M.Find(name)?.Token).ShouldBe(token);

    [Theory]
    [InlineData("fr", ">>fra<<")]
    [InlineData("fr-CA", ">>fr_CA<<")]
    [InlineData("pt-BR", ">>pt_BR<<")]
    [InlineData("pt", ">>pt<<")]
    [InlineData("zh", ">>cmn_Hans<<")]
    public void Find_MarianCodes_IsWhatTheNameMeans(string name, string token) => (Marian.Find(name)?.Token).ShouldBe(token);

    [Theory]
    [InlineData("en", "eng", true)]
    [InlineData("en", "en-GB", true)]
    [InlineData("pt-BR", "pt-PT", false)]
    [InlineData("x-own", "X-OWN", true)]
    [InlineData("en", "fr", false)]
    public void AreSame_TwoNames_AreComparedByMeaning(string one, string other, bool same) =>
        LanguageTag.AreSame(one, other).ShouldBe(same);

    private static ModelLanguages Of(params string[] tokens) =>
        new(
            [
                .. tokens.Select(token =>
                {
                    var code = token.Trim('_', '<', '>');
                    return new LanguageToken(token, code, LanguageTag.Parse(code) ?? throw new ArgumentException(code));
                }),
            ],
            LanguageMarks.FirstToken
        );
}
