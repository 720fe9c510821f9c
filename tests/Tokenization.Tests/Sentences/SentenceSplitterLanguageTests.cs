using Shouldly;
using Xunit;

namespace TransformerService.Tokenization.Tests.Sentences;

public sealed class SentenceSplitterLanguageTests
{
    [Theory]
    [InlineData("M. Dupont et Mme. Le Gall sont là. |Ils arrivent.")]
    [InlineData("« Où vas-tu ? » demanda-t-il. |« Nulle part ! » |Elle partit.")]
    [InlineData("«\u00a0Bonjour.\u00a0» |«\u202fSalut\u202f!\u202f» |Il sourit.")]
    [InlineData("Il a dit : \" Non ! \" |Puis il partit. |\" Oui \", dit-elle.")]
    [InlineData("Voir p. ex. Paris, n° 5, p. 12, art. 3. |C'est tout.")]
    [InlineData("Il naquit en 52 av. J.-C. |Elle était grande, avec des routes, etc. |L'empereur régnait.")]
    [InlineData("Quoi ? |Non… pas ça ! |Bon.")]
    [InlineData("– Oui. |– Non.")]
    public void Split_French_SplitsAtEachEnd(string marked) => Check(marked, "fr");

    [Theory]
    [InlineData("Am 3. Oktober feiern wir. |Das 20. Jahrhundert ist vorbei.")]
    [InlineData("Das war 1990. |Er ist z.B. Lehrer, d. h. Beamter, usw. |Das reicht.")]
    [InlineData("Herr Dr. Meier und Fr. Schulz kamen. |„Halt!“ rief er. |„Nein!“ |»Doch!« |Er ging.")]
    [InlineData("Das ist ... Unsinn. |Er kam … |Dann ging er.")]
    [InlineData("Wir treffen uns am 5. |Danach essen wir. |Es sind ca. Zehn.")]
    [InlineData("Es kostet 5 Mio. Euro. |Nr. 7 gewinnt.")]
    public void Split_German_SplitsAtEachEnd(string marked) => Check(marked, "de-DE");

    [Theory]
    [InlineData("es", "¿Qué tal? |¡Muy bien! |¿y tú? |El Sr. Gómez vive en EE.UU. desde 1990. |La Sra. Ruiz no.")]
    [InlineData("es", "—Hola. |—¡Adiós! —dijo él.")]
    [InlineData("it", "Il sig. Rossi è qui. |Il prof. Bianchi, ecc. |Non c'è più tempo.")]
    [InlineData("pt", "O Sr. Silva chegou. |A Dra. Souza mora na Av. Paulista. |Não sei.")]
    [InlineData("nl", "Dhr. Jansen komt. |'s Avonds is het stil. |'t Is goed, bijv. Hier.")]
    [InlineData("ru", "А. С. Пушкин родился в 1799 г. |Он был поэтом, т.е. Поэтом. |Да!")]
    [InlineData("pl", "Mieszkam na 3. Piętrze. |Jest dobrze.")]
    [InlineData("xx", "Prof. Abc e.g. Def. |Ghi.")]
    [InlineData(null, "Mr. Smith left. |He is gone.")]
    public void Split_OtherEuropean_SplitsAtEachEnd(string? language, string marked) => Check(marked, language);

    [Theory]
    [InlineData("zh", "今天下雨。|我们在家。|为什么？|因为冷！|好……我走了。|再见")]
    [InlineData("zh", "他说：“你好！”|她笑了。|“走！”他说。|“好。”|我知道。|圆周率是３．１４。")]
    [InlineData("zh", "他走了。|“你好！”|他走了。|\"你好！\"|她来了。")]
    [InlineData("ja", "「行け！」と彼は言った。|「はい。」|彼は行った。|本当？|うん。")]
    [InlineData("ja", "東京（日本の首都。）は大きい。|行こう!|すぐに?|はい。")]
    [InlineData("ko", "네. |그래요. |왜요? |좋아요!")]
    [InlineData("ar", "كيف حالك؟ |أنا بخير. |قال د. محمد نعم! |شكرا")]
    [InlineData("ur", "یہ اچھا ہے۔ |وہ گیا۔ |کیوں؟ |ہاں")]
    [InlineData("hi", "यह अच्छा है। |डॉ. सिंह आए। |क्यों? |हाँ!")]
    [InlineData("he", "שלום.\u200f |מה שלומך? |טוב!")]
    [InlineData("en", "He said 你好。|Then he left. |走吧！|OK.")]
    public void Split_OtherScripts_SplitsAtEachEnd(string language, string marked) => Check(marked, language);

    private static void Check(string marked, string? language) => MarkedText.Mark(MarkedText.Unmark(marked), language).ShouldBe(marked);
}
