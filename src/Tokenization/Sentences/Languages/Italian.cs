namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Italian.</summary>
internal static class Italian
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            Sig Sigg Dott Dr Prof Avv Ing Arch Geom Rag On Sen Gen Col Cap Ten Mons Don Egr Gent Spett Ill S p.es es ad.es cfr ca dr sig
            dott prof avv ing arch vs
            """,
        BeforeNumber = "n nn num p pp pag pagg art artt cap capp fig figg vol voll tel sec",
        Undecided = "ecc a.C d.C S.p.A S.r.l gen feb mar apr mag giu lug sett ott nov dic Jr",
        Closing = "etc",
        Beginners = """
            Il Lo La I Gli Le Un Uno Una Questo Questa Questi Queste Quello Quella Quelli Lui Lei Loro Io Tu Noi Voi Egli Essi Mio Suo Sua
            In Nel Nella Nei Nelle Di Del Della Dei Delle Da Dal Dalla Con Senza Per Su Sul Sulla Tra Fra A Al Alla Ai Dopo Prima Durante
            Secondo Contro Ma E Ed O Né Se Quando Come Che Chi Cosa Dove Perché Quale Quanto Anche Inoltre Tuttavia Però Quindi Allora Poi
            Così Infatti Invece Ora Oggi Ieri Domani Qui Non No Sì Si Ci È Sono Era Ha Hanno Tutto Tutti Tutte Molti Alcuni Ogni Nessuno
            Altri Più Due Tre
            """,
        ElidedBeginners = "L Un C Dell Nell All Dall Quest Quell",
    };
}
