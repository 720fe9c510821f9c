namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>English.</summary>
internal static class English
{
    public static readonly LanguageWords Words = new()
    {
        Joining = "Pres Pvt Cpl Det Insp Amb Brig Ald Atty Fr esp incl excl resp eg ie",
        Undecided =
            "est ed eds op a.m p.m Ave Blvd Rd Hwy Sq Ln Pl Mass Calif Conn Ariz Colo Ill Mich Minn Pa Tenn Va Wash Wis Okla Ga Fla D.C LLC plc Assn Univ Natl Intl",
        Beginners = """
            A An The This That These Those He She It We You They I His Her Its My Our Your Their
            In On At By For From To With Without Of Under Over Up Down Between During Through Until Upon About Among Against Despite
            But And Or So Yet Nor As If When While After Before Since Because Although Though Unless Whether However Therefore
            Thus Moreover Furthermore Meanwhile Instead Nevertheless Otherwise Still Also Even Only Just Then Now Today Once Later
            Soon Here There What Why How Who Where Which Whose Some Many Most Much All Both Each Every Any Several Few Another Other
            Others Such No Not None Nobody Nothing Yes One Two Three Do Does Did Is Are Was Were Have Has Had Can Could Would Should
            Let Please According Perhaps Maybe Everyone Everything Someone Anyone Finally First Second Next
            """,
        SpeechVerbs = """
            said says say asked asks replied replies answered cried shouted whispered added adds exclaimed yelled screamed called
            muttered murmured wondered demanded inquired laughed explained continued insisted
            """,
        SpeakerWords = "he she it they we you the a an my your his her our their",
        CapitalPronoun = "I",
    };
}
