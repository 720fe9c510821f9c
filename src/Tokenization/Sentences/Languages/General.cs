namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Abbreviations that many languages share; a language's own list overrides them.</summary>
internal static class General
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            Mr Mrs Ms Mx Messrs Mme Mgr Prof Rev Hon Sen Rep Gov Gen Col Capt Lt Sgt Maj Cmdr Adm Supt MR MRS PROF
            e.g i.e cf viz vs Vol Fig Figs Eq Eqs
            """,
        BeforeNumber = "no nos nr p pp art ch sec vol fig ext par para § max min tel ref tab ver",
        Undecided = """
            Dr DR St ST Ste Mt Ft Jr Sr Bros Inc Ltd Corp Co Cie Ph.D al approx ca dept ibid
            Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
            """,
        Closing = "etc &c",
    };
}
