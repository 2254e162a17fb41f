Console.Error.WriteLine("mgrp: no verb yet"); return 1;
