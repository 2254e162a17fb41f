using MgrPlatform.Manager.Pg.Documents;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

public sealed class PgDocumentTests
{
    public static TheoryData<string, string> ScenesAndNames
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var scene in PgScene.Names)
            {
                foreach (var name in PgDocuments.Names)
                {
                    data.Add(scene, name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ScenesAndNames))]
    public void A_document_is_the_one_that_a_module_of_the_real_manager_read(string sceneName, string name)
    {
        var scene = PgScene.Load(sceneName);
        var map = scene.Play().Current;

        var written = Json.Whole(json => Assert.True(PgDocuments.TryWrite(name, json, map, Release.Pacific)));

        // Which pool changed in the last seconds was not recorded.
        string[] ignored =
            ["version", "stamp", "stamp_delta", .. name == "osd_pool_stats" ? ["recovery_rate", "client_io_rate"] : Array.Empty<string>()];
        Assert.Empty(Json.Differences(scene.Document(name), written, ignored));
    }

    [Fact]
    public void A_name_of_no_document_writes_nothing()
    {
        var map = PgScene.Load("healthy").PlayAtRest().Current;

        Json.Of(json => Assert.False(PgDocuments.TryWrite("osd_map", json, map, Release.Pacific)));
    }
}
