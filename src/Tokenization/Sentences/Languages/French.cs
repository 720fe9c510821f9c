namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>French.</summary>
internal static class French
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            M MM Mme Mmes Mlle Mlles Me Mgr Pr Vve Cdt Cne Gén Lt-col p.ex ex c.-à-d c.à.d càd cf env bd boul av apr
            """,
        BeforeNumber = "no nos n nº p pp art al chap ch éd fig hab ill l vol tél réf sect tit",
        Undecided = "Dr Drs St Ste Sts Stes Cie Sté J.-C janv févr avr juill oct nov déc suiv id ibid op loc",
        Closing = "etc",
        Beginners = """
            Le La Les Un Une Des Du De Ce Cet Cette Ces Cela Ça Il Elle On Nous Vous Ils Elles Je Tu Mon Ma Mes Ton Ta Tes Son Sa Ses
            Notre Nos Votre Vos Leur Leurs À Au Aux En Dans Par Pour Sur Sous Avec Sans Vers Chez Entre Depuis Pendant Avant Après Selon
            Malgré Dès Contre Mais Et Ou Où Or Donc Car Ni Si Quand Lorsque Comme Puis Puisque Ainsi Alors Aussi Cependant Pourtant
            Toutefois Enfin Ensuite Bref Quant Que Qui Quoi Quel Quelle Quels Quelles Pourquoi Comment Combien Voici Voilà Ici Là Il
            Tout Toute Tous Toutes Plusieurs Certains Certaines Quelques Chaque Aucun Aucune Personne Rien Beaucoup Peu Plus Non Oui
            Ne Y Est Peut Même Déjà Encore Hier Demain Maintenant Deux Trois
            """,
        ElidedBeginners = "C L J N S T M Qu Lorsqu Puisqu Aujourd Quelqu Jusqu",
    };
}
