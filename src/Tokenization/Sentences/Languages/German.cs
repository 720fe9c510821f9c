namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>German.</summary>
internal static class German
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            Hr Hrn Fr Frl Dipl Ing Dipl.-Ing Hl Abs z.B z.b zB d.h d.i u.a i.d.R bzw ca evtl ggf inkl exkl sog vgl bspw insb einschl
            zzgl abzgl gegr geb gest ehem z d
            """,
        BeforeNumber = "Nr Nrn S Bd Kap Art Abb Anm Aufl Tel Tab Ziff Rn Rdnr Anl Pos Lfg Hs Str",
        Undecided =
            "Mio Mrd Tsd usw u.s.w usf etc u.ä u.Ä o.ä o.Ä o.g u.v.m v.Chr n.Chr Chr St Sr Jr Jan Feb Febr Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez Mo Di Mi Do Sa So Univ Prof ff f",
        Beginners = """
            Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Dies Diese Dieser Dieses Diesen Diesem Jene Jener Jeder Jede Jedes
            Er Sie Es Ich Wir Ihr Du Man Sein Seine Ihre Mein Meine Unser Unsere Euer Kein Keine Keiner Niemand Jemand
            In Im Am An Auf Aus Bei Beim Bis Durch Für Gegen Mit Nach Ohne Seit Seitdem Trotz Über Um Unter Von Vom Vor Während Wegen Zu
            Zum Zur Zwischen Aber Und Oder Denn Doch Sondern Als Wenn Weil Da Daß Dass Ob Obwohl Wie Was Wer Wen Wem Wo Warum Wann
            Woher Wohin Weshalb Welche Welcher Welches So Auch Nur Noch Schon Dann Danach Dabei Daher Darum Deshalb Dennoch Trotzdem
            Jedoch Allerdings Außerdem Damit Dafür Dagegen Darauf Davon Dazu Hier Dort Heute Gestern Morgen Jetzt Nun Später Zuerst
            Schließlich Bisher Immer Nie Nicht Nichts Ja Nein Alle Alles Viele Einige Manche Mehrere Beide Ist Sind War Waren Hat Haben
            Hatte Kann Können Soll Wird Werden Wurde Wurden Laut Zwei Drei Vielleicht Leider Natürlich
            """,
        CapitalisesNouns = true,
        DottedOrdinals = true,
    };
}
