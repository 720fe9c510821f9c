namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Dutch.</summary>
internal static class Dutch
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            dhr mevr mw mr dr drs ir ing prof ds jhr bijv bv d.w.z dwz o.a m.b.t m.n i.p.v t.o.v resp incl excl evt zgn vgl cf St
            """,
        BeforeNumber = "nr nrs p pp blz pag art afb fig hfdst bd dl tel",
        Undecided = "enz etc e.d a.u.b n.Chr v.Chr jan febr mrt apr jun jul aug sept okt nov dec N.V B.V jr sr",
        Beginners = """
            De Het Een Deze Dit Die Dat Hij Zij Ze Het Ik Wij We Jij Je U Jullie Men Mijn Zijn Haar Hun Ons Onze In Op Aan Bij Door Met
            Na Naar Om Onder Over Sinds Tegen Tijdens Tot Tussen Uit Van Voor Zonder Volgens Maar En Of Want Dus Als Toen Wanneer Terwijl
            Omdat Hoewel Hoe Wat Wie Waar Waarom Welke Ook Nog Nu Dan Daarna Daarom Echter Toch Hier Daar Er Vandaag Gisteren Morgen Niet
            Geen Ja Nee Is Zijn Was Waren Heeft Hebben Had Kan Alle Alles Veel Sommige Elke Iedereen Niemand Twee Drie
            """,
        ClippedArticles = true,
    };
}
