namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Spanish.</summary>
internal static class Spanish
{
    public static readonly LanguageWords Words = new()
    {
        Joining = """
            Sr Sra Srta Sres Sras Srtas Dr Dra Dres D Dª Dña Don Lic Ing Arq Prof Profa Gral Cnel Cap Cdte Tte Sgto Mons Rvdo Fr Excmo Excma
            Sto Sta Ud Uds Vd Vds p.ej ej aprox cf vs av Avda avda pza gral EE
            """,
        BeforeNumber = "núm núms nº n.º no p pp pág págs art arts cap caps fig vol tel teléf tomo t ed",
        Undecided = "UU EE.UU EE.UU Cía S.A S.L a.C d.C a.m p.m ene feb abr jun jul sept oct nov dic Jr",
        Closing = "etc",
        Beginners = """
            El La Los Las Un Una Unos Unas Lo Este Esta Estos Estas Ese Esa Esos Esas Esto Eso Aquel Aquella Él Ella Ellos Ellas Yo Tú
            Nosotros Usted Ustedes Mi Su Sus Nuestro Nuestra En De Del Al A Con Sin Por Para Sobre Entre Desde Hasta Hacia Según Durante
            Tras Ante Pero Y E O Ni Si Cuando Como Cómo Qué Que Quién Quien Cuál Dónde Donde Cuándo Porque Aunque Mientras Además También
            Tampoco Sin Entonces Luego Después Antes Ahora Hoy Ayer Aquí Allí Así No Sí Se Le Les Me Te Nos Hay Es Son Era Fue Está Han Ha
            Todo Toda Todos Todas Muchos Muchas Algunos Algunas Otro Otra Cada Nadie Nada Más Ya Uno Dos Tres
            """,
    };
}
