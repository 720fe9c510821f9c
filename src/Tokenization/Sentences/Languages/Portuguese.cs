namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Portuguese.</summary>
internal static class Portuguese
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            Sr Sra Srta Srs Sras Dr Dra Drs Prof Profa Profª Eng Arq Exmo Exma Ilmo Cel Cap Gen Sgt Ten Pe Fr D Sto Sta V.Exa p.ex ex aprox
            cf vs av Av R trav
            """,
        BeforeNumber = "n nº núm no p pp pág págs art arts cap caps fig vol tel ed",
        Undecided = "Cia Ltda S.A a.C d.C jan fev abr mai jun jul nov dez Jr",
        Closing = "etc",
        Beginners = """
            O A Os As Um Uma Uns Umas Este Esta Estes Estas Esse Essa Isso Isto Aquele Aquela Ele Ela Eles Elas Eu Tu Nós Você Vocês Meu
            Minha Seu Sua Seus Suas Nosso Nossa Em No Na Nos Nas De Do Da Dos Das Com Sem Por Pelo Pela Para Sobre Entre Desde Até Segundo
            Durante Após Ao À Mas E Ou Nem Se Quando Como Que Quem Qual Onde Porque Embora Enquanto Também Além Porém Contudo Então Depois
            Antes Agora Hoje Ontem Aqui Ali Assim Não Sim É São Era Foi Há Tem Todo Toda Todos Todas Muitos Alguns Outro Outra Cada
            Ninguém Nada Mais Já Dois Três
            """,
    };
}
